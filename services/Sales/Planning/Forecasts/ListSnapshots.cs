using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Forecasts;

/// <param name="Items">The days that have a snapshot, newest first; at most 366.</param>
public sealed record SnapshotsResponse(IReadOnlyList<SnapshotResponse> Items);

public sealed record SnapshotResponse(DateOnly Day, DateTimeOffset TakenAt);

internal static class ListSnapshots
{
    private const int MostDays = 366;

    public static async Task<Ok<SnapshotsResponse>> Handle(SalesDb db, CancellationToken cancellation) =>
        TypedResults.Ok(new SnapshotsResponse(await db.ForecastDays.OrderByDescending(taken => taken.Day).Take(MostDays)
            .Select(taken => new SnapshotResponse(taken.Day, taken.TakenAt)).ToListAsync(cancellation)));
}
