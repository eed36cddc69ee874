using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

public sealed record PipelinesResponse(IReadOnlyList<PipelineResponse> Items);

/// <param name="Code">What opportunities and events carry.</param>
/// <param name="Stages">In their order; behind them the retired ones.</param>
public sealed record PipelineResponse(string Code, string Name, IReadOnlyList<StageResponse> Stages)
{
    internal static PipelineResponse Of(SalesPipeline pipeline) => new(pipeline.Code, pipeline.Name,
        [.. pipeline.Stages.OrderBy(stage => stage.RetiredAt).ThenBy(stage => stage.Order).Select(StageResponse.Of)]);
}

/// <param name="Code">What opportunities and events carry.</param>
/// <param name="Probability">That an opportunity here is won, 0 to 1.</param>
/// <param name="MaximumAgeDays">How long an opportunity may stay here, in days, before it counts as stalled.</param>
/// <param name="Requirements">What must be known of an opportunity that is moved here.</param>
/// <param name="RetiredAt">Since when nothing may enter it any more; absent while it is in use.</param>
public sealed record StageResponse(
    string Code, string Name, decimal Probability, ForecastCategory ForecastCategory, int Order, StageKind Kind, DateTimeOffset? RetiredAt,
    int? MaximumAgeDays, IReadOnlyList<string> Requirements)
{
    internal static StageResponse Of(Stage stage) => new(
        stage.Code, stage.Name, stage.Probability, stage.ForecastCategory, stage.Order, stage.Kind, stage.RetiredAt,
        stage.MaximumAgeDays, stage.Requirements);
}

internal static class ListPipelines
{
    public static async Task<Ok<PipelinesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var pipelines = await db.Pipelines.AsNoTracking().OrderBy(pipeline => pipeline.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new PipelinesResponse([.. pipelines.Select(PipelineResponse.Of)]));
    }

    public static async Task<Results<Ok<PipelineResponse>, ProblemHttpResult>> Show(
        [RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await db.Pipelines.SingleOrDefaultAsync(pipeline => pipeline.Code == code, cancellation) is { } pipeline
            ? TypedResults.Ok(PipelineResponse.Of(pipeline))
            : PipelineRefusals.NoSuchPipeline.ToProblem();
}
