using System.Linq.Expressions;
using Funnel.Contracts;
using Funnel.Marketing.Origins;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Touches;

/// <summary>One engagement of a lead.</summary>
/// <param name="OccurredAt">When the touch happened.</param>
/// <param name="RecordedAt">When Funnel received the touch.</param>
public sealed record TouchResponse(
    Guid Id,
    Guid LeadId,
    TouchKind Kind,
    string? Asset,
    string? Channel,
    Utm Utm,
    string? ClickId,
    string? Url,
    string? Referrer,
    string? ExternalId,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt)
{
    internal static readonly Expression<Func<Touch, TouchResponse>> From = touch => new(
        touch.Id, touch.LeadId, touch.Kind, touch.Asset, touch.Channel, touch.Utm, touch.ClickId, touch.Url, touch.Referrer,
        touch.ExternalId, touch.OccurredAt, touch.RecordedAt);
}

internal static class GetTouch
{
    public static async Task<Results<Ok<TouchResponse>, ProblemHttpResult>> Handle(Guid id, MarketingDb db,
        CancellationToken cancellation) =>
        await db.Touches.AsNoTracking().Where(touch => touch.Id == id).Select(TouchResponse.From)
            .FirstOrDefaultAsync(cancellation) is { } touch
            ? TypedResults.Ok(touch)
            : TouchRefusals.NotFound.Because($"No touch has the id {id}.").ToProblem();
}
