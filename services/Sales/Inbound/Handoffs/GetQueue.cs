using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The queue: pending handoffs that no representative has.</summary>
/// <param name="Waiting">Number of handoffs in the queue.</param>
/// <param name="OldestHandoffId">The handoff that is assigned next. Absent if the queue is empty.</param>
/// <param name="OldestHandedOffAt">When the lead of the oldest handoff qualified. Absent if the queue is empty.</param>
/// <param name="OldestAgeSeconds">Seconds since the lead of the oldest handoff qualified. 0 if the queue is empty.</param>
public sealed record QueueResponse(long Waiting, Guid? OldestHandoffId, DateTimeOffset? OldestHandedOffAt, long OldestAgeSeconds);

internal static class GetQueue
{
    public static async Task<Ok<QueueResponse>> Handle(SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(await Load(db, clock.GetUtcNow(), cancellation));

    public static async Task<QueueResponse> Load(SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var queued = db.Handoffs.AsNoTracking()
            .Where(handoff => handoff.Status == HandoffStatus.Pending && handoff.RepresentativeId == null);
        var oldest = await queued.OrderBy(handoff => handoff.HandedOffAt).ThenBy(handoff => handoff.Id)
            .Select(handoff => new { handoff.Id, handoff.HandedOffAt }).FirstOrDefaultAsync(cancellation);
        return oldest is null
            ? new(0, null, null, 0)
            : new(await queued.LongCountAsync(cancellation), oldest.Id, oldest.HandedOffAt,
                Math.Max(0, (long)(now - oldest.HandedOffAt).TotalSeconds));
    }
}
