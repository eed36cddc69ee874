using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>How many handoffs nobody has, and since when.</summary>
/// <param name="OldestHandoffId">The next to be given out; absent where none waits.</param>
/// <param name="OldestAgeSeconds">Since that lead qualified; 0 where none waits.</param>
public sealed record QueueResponse(long Waiting, Guid? OldestHandoffId, DateTimeOffset? OldestHandedOffAt, long OldestAgeSeconds);

internal static class GetQueue
{
    public static async Task<Ok<QueueResponse>> Handle(SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(await Look(db, clock.GetUtcNow(), cancellation));

    public static async Task<QueueResponse> Look(SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var waiting = db.Handoffs.AsNoTracking().Where(handoff => handoff.Status == HandoffStatus.Pending && handoff.RepresentativeId == null);
        var oldest = await waiting.OrderBy(handoff => handoff.HandedOffAt).ThenBy(handoff => handoff.Id)
            .Select(handoff => new { handoff.Id, handoff.HandedOffAt }).FirstOrDefaultAsync(cancellation);
        return new(oldest is null ? 0 : await waiting.LongCountAsync(cancellation), oldest?.Id, oldest?.HandedOffAt,
            oldest is null ? 0 : Math.Max(0, (long)(now - oldest.HandedOffAt).TotalSeconds));
    }
}
