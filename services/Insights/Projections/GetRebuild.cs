using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Insights.Projections;

/// <summary>A rebuild and its progress.</summary>
/// <param name="From">Where the rebuild reads the events.</param>
/// <param name="Projections">Names of the read models that are rebuilt.</param>
/// <param name="Step">The current step, in words.</param>
/// <param name="RowsRead">Number of events that were read from the journals or published again.</param>
/// <param name="Error">Why the rebuild failed or was interrupted.</param>
public sealed record RebuildResponse(
    Guid Id,
    RebuildSource From,
    IReadOnlyList<string> Projections,
    RebuildState State,
    string Step,
    long RowsRead,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Error)
{
    internal static RebuildResponse Of(Rebuild rebuild) => new(
        rebuild.Id, rebuild.From, rebuild.Projections, rebuild.State, rebuild.Step, rebuild.RowsRead,
        rebuild.RequestedAt, rebuild.StartedAt, rebuild.FinishedAt, rebuild.Error);
}

internal static class GetRebuild
{
    public static async Task<Results<Ok<RebuildResponse>, ProblemHttpResult>> Handle(Guid id, InsightsDb db,
        CancellationToken cancellation) =>
        await db.Rebuilds.AsNoTracking().FirstOrDefaultAsync(rebuild => rebuild.Id == id, cancellation) is { } rebuild
            ? TypedResults.Ok(RebuildResponse.Of(rebuild))
            : ProjectionsRefusals.RebuildNotFound(id).ToProblem();
}
