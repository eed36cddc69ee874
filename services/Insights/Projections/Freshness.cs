using Funnel.ServiceDefaults;

namespace Funnel.Insights.Projections;

/// <summary>Whether the figures include all events.</summary>
public enum FreshnessState
{
    /// <summary>The figures include every event that the services had recorded by <c>asOf</c>.</summary>
    Complete,

    /// <summary>Some events are not included yet, for example while an import is being read.</summary>
    Behind,

    /// <summary>A service cannot be asked which events it has recorded.</summary>
    Unknown,
}

/// <summary>How far the figures are behind the services that publish the events.</summary>
/// <param name="IsComplete">Whether the state is <c>complete</c>.</param>
/// <param name="AsOf">When the events were compared with those of the services. Absent if they were never compared.</param>
/// <param name="LagSeconds">
/// Age of the oldest event that is not included. 0 if no event is missing. Absent if the state is <c>unknown</c>.
/// </param>
/// <param name="BehindBy">
/// Number of events that are not included. Absent if the state is <c>unknown</c>. Counting stops at about 15,000 events of a service.
/// </param>
/// <param name="Sources">The same by read model and service.</param>
public sealed record Freshness(
    FreshnessState State, bool IsComplete, DateTimeOffset? AsOf, decimal? LagSeconds, long? BehindBy,
    IReadOnlyList<SourceFreshness> Sources)
{
    /// <summary>A comparison that is older than this says nothing about the figures now.</summary>
    private const string LongestSilence = "10 seconds";

    /// <summary>The freshness of projections, from the same state of the tables as the figures of the report.</summary>
    internal static async Task<Freshness> Of(
        ProjectionReading reading, CancellationToken cancellation, params IReadOnlyList<string> projections)
    {
        var sources = await reading.Query(
            string.Join(" union all ", projections.Select(name =>
                $"""
                select '{name}', '/funnel/' || service, answers and checked_at > now() - interval '{LongestSilence}',
                    read_at, behind_by, age + extract(epoch from now() - checked_at)
                from {name}.freshness
                """)) + " order by 1, 2",
            SourceFreshness.Read, cancellation);
        var state = sources.Max(source => source.State);
        var isKnown = state != FreshnessState.Unknown;
        return new(
            state, state == FreshnessState.Complete, sources.Any(source => source.AsOf is null) ? null : sources.Min(source => source.AsOf),
            isKnown ? sources.Max(source => source.LagSeconds) : null, isKnown ? sources.Sum(source => source.BehindBy) : null, sources);
    }

    /// <summary>Refuses a report whose caller requires complete figures if they are not complete.</summary>
    internal Result Check(string? require, HttpResponse response)
    {
        if (require is not (null or "complete"))
        {
            return ProjectionsRefusals.RequirementUnknown(require);
        }

        if (require is null || IsComplete)
        {
            return Result.Done;
        }

        response.Headers.RetryAfter = State == FreshnessState.Behind ? "2" : "10";
        return ProjectionsRefusals.Incomplete(this);
    }
}

/// <summary>How far one read model is behind one service.</summary>
/// <param name="Projection">The read model.</param>
/// <param name="Source">The service, such as <c>/funnel/sales</c>.</param>
/// <param name="AsOf">When the service was asked, by its clock. Absent if it never answered.</param>
/// <param name="LagSeconds">Age of the oldest missing event. Absent if the state is <c>unknown</c>.</param>
/// <param name="BehindBy">Number of missing events. Absent if the state is <c>unknown</c>.</param>
public sealed record SourceFreshness(
    string Projection, string Source, FreshnessState State, DateTimeOffset? AsOf, decimal? LagSeconds, long? BehindBy)
{
    internal static SourceFreshness Read(Npgsql.NpgsqlDataReader row)
    {
        var asOf = row.IsDBNull(3) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(3);
        if (row.IsDBNull(2) || !row.GetBoolean(2))
        {
            return new(row.GetString(0), row.GetString(1), FreshnessState.Unknown, asOf, null, null);
        }

        var behindBy = row.GetInt64(4);
        return behindBy == 0
            ? new(row.GetString(0), row.GetString(1), FreshnessState.Complete, asOf, 0, 0)
            : new(row.GetString(0), row.GetString(1), FreshnessState.Behind, asOf, Math.Round(row.GetDecimal(5), 3), behindBy);
    }
}
