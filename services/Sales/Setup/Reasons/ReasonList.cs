using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Reasons;

/// <summary>The reasons that are in use. The lists are short, so one query serves a whole batch.</summary>
internal sealed class ReasonList
{
    private static readonly Refusal NotOnList = new("reason-not-on-list", 422, "The reason is not on the managed list.");

    private readonly HashSet<(ReasonKind Kind, string Code)> codes;
    private readonly IReadOnlyList<(ReasonKind Kind, string Code, string Label)> reasons;

    public ReasonList(IReadOnlyList<(ReasonKind Kind, string Code, string Label)> reasons) =>
        (this.reasons, codes) = (reasons, [.. reasons.Select(reason => (reason.Kind, reason.Code))]);

    public static async Task<ReasonList> Load(SalesDb db, CancellationToken cancellation)
    {
        var reasons = await db.Reasons.AsNoTracking().Where(reason => reason.RetiredAt == null)
            .Select(reason => new { reason.Kind, reason.Code, reason.Label }).ToListAsync(cancellation);
        return new([.. reasons.Select(reason => (reason.Kind, reason.Code, reason.Label))]);
    }

    /// <summary>The code of the reason with this code or label. Null if no reason has it.</summary>
    public string? Find(ReasonKind kind, string text) =>
        codes.Contains((kind, text)) ? text
        : reasons.Where(known => known.Kind == kind && (TextKey.AreSame(known.Code, text)
            || TextKey.AreSame(known.Label, text))).Select(known => known.Code).FirstOrDefault();

    public Result Check(ReasonKind kind, string? code)
    {
        if (code is not null && codes.Contains((kind, code)))
        {
            return Result.Done;
        }

        var list = string.Join(", ", codes.Where(known => known.Kind == kind).Select(known => known.Code).Order(StringComparer.Ordinal));
        return NotOnList.Because(code is null
            ? $"`reason` is missing. The {kind.ToString().ToLowerInvariant()} reasons are: {list}."
            : $"`reason` is '{code}'. The {kind.ToString().ToLowerInvariant()} reasons are: {list}.");
    }
}
