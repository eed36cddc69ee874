using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Projections;

/// <summary>A read model and its state.</summary>
/// <param name="Queue">The queue whose events the read model is built from.</param>
/// <param name="Version">Version of the tables and of the code that fills them.</param>
/// <param name="Rows">Number of events in the read model.</param>
/// <param name="LastEvents">The last event of each source, by recording time.</param>
/// <param name="LagSeconds">
/// Age of the oldest recorded event that is not in the read model. 0 if none is missing. Absent if a service cannot be asked.
/// </param>
/// <param name="Freshness">How far the read model is behind each service.</param>
public sealed record ProjectionResponse(
    string Name, string Queue, int Version, long Rows, IReadOnlyList<ProjectedEvent> LastEvents, decimal? LagSeconds, Freshness Freshness);

/// <summary>The last event of a source in a read model.</summary>
/// <param name="Source">The service that published the event, such as <c>/funnel/marketing</c>.</param>
/// <param name="Time">When the event happened.</param>
/// <param name="RecordedAt">When the service recorded the event.</param>
/// <param name="AppliedAt">When Insights applied the event.</param>
public sealed record ProjectedEvent(string Source, Guid EventId, DateTimeOffset Time, DateTimeOffset RecordedAt, DateTimeOffset AppliedAt);

internal static class ListProjections
{
    public static async Task<Ok<IReadOnlyList<ProjectionResponse>>> Handle(
        IEnumerable<Projection> projections, ProjectionReader reader, CancellationToken cancellation)
    {
        var answers = new List<ProjectionResponse>();
        foreach (var projection in projections)
        {
            await using var reading = await reader.Open(
                cancellation, $"{projection.Name}.version", $"{projection.Name}.progress", $"{projection.Name}.freshness",
                $"{projection.Name}.{projection.Facts}");
            var (version, rows) = (await reading.Query(
                $"select version, (select count(*) from {projection.Name}.{projection.Facts}) from {projection.Name}.version",
                row => (row.GetInt32(0), row.GetInt64(1)), cancellation)).Single();
            var last = await reading.Query(
                $"select source, event_id, time, recorded_at, applied_at from {projection.Name}.progress order by source",
                row => new ProjectedEvent(row.GetString(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2),
                    row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4)), cancellation);
            var freshness = await Freshness.Of(reading, cancellation, projection.Name);
            answers.Add(new(projection.Name, projection.Queue, version, rows, last, freshness.LagSeconds, freshness));
        }

        return TypedResults.Ok<IReadOnlyList<ProjectionResponse>>(answers);
    }
}
