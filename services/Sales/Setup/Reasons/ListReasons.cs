using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Reasons;

/// <param name="RetiredAt">The time at which the reason was retired. Absent while the reason is in use.</param>
public sealed record ReasonResponse(ReasonKind Kind, string Code, string Label, DateTimeOffset? RetiredAt)
{
    internal static ReasonResponse Of(Reason reason) => new(reason.Kind, reason.Code, reason.Label, reason.RetiredAt);
}

public sealed record ReasonsResponse(IReadOnlyList<ReasonResponse> Items);

internal static class ListReasons
{
    public static async Task<Ok<ReasonsResponse>> Handle(SalesDb db, CancellationToken cancellation,
        [MinLength(1), RegularExpression(Reason.KindPattern)] string? kind = null)
    {
        var found = db.Reasons.AsNoTracking();
        found = kind is null ? found : found.Where(reason => reason.Kind == Enum.Parse<ReasonKind>(kind, true));
        var reasons = await found.OrderBy(reason => reason.Kind).ThenBy(reason => reason.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new ReasonsResponse([.. reasons.Select(ReasonResponse.Of)]));
    }
}
