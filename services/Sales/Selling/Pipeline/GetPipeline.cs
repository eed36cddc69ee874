using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

/// <param name="Code">Opportunities and events name the pipeline by this code.</param>
/// <param name="Stages">The stages in use in their order, then the retired stages.</param>
public sealed record PipelineResponse(string Code, string Name, IReadOnlyList<StageResponse> Stages)
{
    internal static PipelineResponse Of(SalesPipeline pipeline) => new(pipeline.Code, pipeline.Name,
        [.. pipeline.Stages.OrderBy(stage => stage.RetiredAt).ThenBy(stage => stage.Order).Select(StageResponse.Of)]);
}

/// <param name="Code">Opportunities and events name the stage by this code.</param>
/// <param name="Probability">The probability that an opportunity in this stage is won, 0 to 1.</param>
/// <param name="MaximumAgeDays">After this many days in the stage an opportunity is stalled. Absent if there is no limit.</param>
/// <param name="Requirements">The codes of the entry requirements.</param>
/// <param name="RetiredAt">When the stage was retired. Absent while it is in use.</param>
public sealed record StageResponse(
    string Code, string Name, decimal Probability, ForecastCategory ForecastCategory, int Order, StageKind Kind, DateTimeOffset? RetiredAt,
    int? MaximumAgeDays, IReadOnlyList<string> Requirements)
{
    internal static StageResponse Of(Stage stage) => new(
        stage.Code, stage.Name, stage.Probability, stage.ForecastCategory, stage.Order, stage.Kind, stage.RetiredAt,
        stage.MaximumAgeDays, stage.Requirements);
}

internal static class GetPipeline
{
    public static async Task<Results<Ok<PipelineResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string code,
        SalesDb db, CancellationToken cancellation) =>
        await DefinePipeline.Find(db, code, cancellation) is { } pipeline
            ? TypedResults.Ok(PipelineResponse.Of(pipeline))
            : PipelineRefusals.NoSuchPipeline.ToProblem();
}
