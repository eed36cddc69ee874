using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

public sealed record PipelinesResponse(IReadOnlyList<PipelineResponse> Items);

/// <param name="Code">What opportunities and events carry.</param>
/// <param name="Stages">In their order.</param>
public sealed record PipelineResponse(string Code, string Name, IReadOnlyList<StageResponse> Stages);

/// <param name="Code">What opportunities and events carry.</param>
/// <param name="Probability">That an opportunity here is won, 0 to 1.</param>
public sealed record StageResponse(string Code, string Name, decimal Probability, ForecastCategory ForecastCategory, int Order, StageKind Kind);

internal static class ListPipelines
{
    public static async Task<Ok<PipelinesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var pipelines = await db.Pipelines.AsNoTracking().OrderBy(pipeline => pipeline.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new PipelinesResponse([.. pipelines.Select(pipeline => new PipelineResponse(pipeline.Code, pipeline.Name,
            [.. pipeline.Stages.OrderBy(stage => stage.Order).Select(stage => new StageResponse(
                stage.Code, stage.Name, stage.Probability, stage.ForecastCategory, stage.Order, stage.Kind))]))]));
    }
}
