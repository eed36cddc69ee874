using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Insights.Projections;

/// <summary>A rebuild, and how far it has come.</summary>
/// <param name="Step">What it is doing, in words.</param>
/// <param name="RowsRead">Events that it has read from the journals, or that were published to it again.</param>
/// <param name="Error">Why it failed or was interrupted.</param>
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
    public static async Task<Results<Ok<RebuildResponse>, ProblemHttpResult>> Handle(Guid id, InsightsDb db, CancellationToken cancellation) =>
        await db.Rebuilds.AsNoTracking().FirstOrDefaultAsync(rebuild => rebuild.Id == id, cancellation) is { } rebuild
            ? TypedResults.Ok(RebuildResponse.Of(rebuild))
            : ProjectionsRefusals.RebuildNotFound.ToProblem();
}
