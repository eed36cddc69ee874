using Funnel.ServiceDefaults;

namespace Funnel.Sales.Merges;

internal static class MergeRefusals
{
    public static readonly Refusal WithItself = new("merge-with-itself", 422, "Two different ones are merged.");
    public static readonly Refusal NotMerged = new("not-merged", 409, "It was not merged away.");

    private static readonly Refusal Already = new("already-merged", 409, "It was merged away before.");
    private static readonly Refusal OneEach = new("merge-both-have-one", 409, "Both have what there can be only one of.");
    private static readonly Refusal WinnerGone = new("winner-merged-since", 409, "The winner was merged away since; that is undone first.");

    public static Refusal AlreadyMerged(Guid id, Guid into) => Already.Because($"'{id}' went into '{into}'.");

    public static Refusal BothHave(string table) => OneEach.Because($"Each of them has its own in {table}.");

    public static Refusal WinnerMergedSince(Guid id, Guid into) => WinnerGone.Because($"'{id}' went into '{into}'.");
}
