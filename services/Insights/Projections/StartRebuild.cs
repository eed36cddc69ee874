using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>A request to drop read models and to build them again from all events.</summary>
/// <param name="From">Where the rebuild reads the events.</param>
/// <param name="Projections">Names of the read models to rebuild. Absent or empty for all.</param>
public sealed record StartRebuildRequest(
    RebuildSource From,
    [property: MaxLength(20)] IReadOnlyList<string>? Projections = null);

internal static class StartRebuild
{
    public static async Task<Results<Accepted<RebuildResponse>, ProblemHttpResult>> Handle(
        StartRebuildRequest request, IEnumerable<Projection> projections, InsightsDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var known = projections.Select(projection => projection.Name).ToList();
        var wanted = request.Projections is { Count: > 0 } named ? named.Distinct().ToList() : known;
        if (wanted.Except(known).ToList() is { Count: > 0 } unknown)
        {
            return ProjectionsRefusals.Unknown(unknown, known).ToProblem();
        }

        if (await db.Rebuilds.AnyAsync(requested => requested.State == RebuildState.Running, cancellation))
        {
            return ProjectionsRefusals.AlreadyRunning.ToProblem();
        }

        var rebuild = Rebuild.Request(request.From, wanted, clock.GetUtcNow());
        db.Add(rebuild);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        // Of two requests at the same time, the unique index lets one through.
        catch (DbUpdateException failure)
            when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ProjectionsRefusals.AlreadyRunning.ToProblem();
        }

        return TypedResults.Accepted($"/api/insights/v1/projections/rebuilds/{rebuild.Id}", RebuildResponse.Of(rebuild));
    }
}
