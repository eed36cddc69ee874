using Funnel.ServiceDefaults;

namespace Funnel.Sales.Merges;

internal static class MergeRefusals
{
    public static readonly Refusal WithItself = new("merge-with-itself", 422, "A record cannot be merged with itself.");
    public static readonly Refusal NotMerged = new("not-merged", 409, "The record was not merged.");

    private static readonly Refusal Already = new("already-merged", 409, "The record was merged before.");
    private static readonly Refusal OneEach = new("merge-both-have-one", 409,
        "Both records have a related record, and only one of these can remain.");
    private static readonly Refusal WinnerGone =
        new("winner-merged-since", 409, "The remaining record was merged again later. Undo the later merge first.");

    public static Refusal AlreadyMerged(Guid id, Guid into) => Already.Because($"'{id}' was merged into '{into}'.");

    public static Refusal BothHave(string table) => OneEach.Because($"Each record has a row in {table}.");

    public static Refusal WinnerMergedSince(Guid id, Guid into) => WinnerGone.Because($"'{id}' was merged into '{into}'.");
}
