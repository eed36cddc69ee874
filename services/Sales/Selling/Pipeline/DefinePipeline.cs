using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The new definition of a pipeline. It replaces the current one.</summary>
/// <param name="Stages">All stages in use, in their order, at most 50. A stage that is left out is retired and keeps its
/// opportunities.</param>
public sealed record DefinePipelineRequest(
    [property: Required, MaxLength(SalesPipeline.NameLength)] string Name,
    [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<StageDefinition> Stages) : IValidatableObject
{
    /// <summary>JSON accepts <c>null</c> for an item of any type.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Stages.Any(stage => stage is null) ? [new("A stage is null.", [nameof(Stages)])] : [];
}

/// <param name="Code">Kebab-case, unique in its pipeline. Opportunities and events name the stage by this code.</param>
/// <param name="MaximumAgeDays">After this many days in the stage, 1 to 3,650, an opportunity is stalled. Defaults to no limit. A new value
/// applies at once to the opportunities in the stage.</param>
/// <param name="Requirements">The entry requirements of the stage, at most 30: <c>amount</c> (more than 0), <c>close-date-in-future</c>,
/// <c>owner</c>, <c>contact</c>, <c>decision-maker</c> (a contact of the account with this role), <c>competitor</c>,
/// <c>next-step</c> (an open task), <c>checklist:CODE</c> (every item is met), <c>checklist:CODE/ITEM</c>, and <c>field:CODE</c> (a custom
/// field of opportunities).</param>
/// <param name="Probability">The probability that an opportunity in this stage is won, 0 to 1, at most four decimals. Opportunities in the
/// stage keep their probability; opportunities that enter later get the new one.</param>
public sealed record StageDefinition(
    [property: Required, MaxLength(SalesPipeline.CodeLength), RegularExpression(SalesPipeline.CodePattern)] string Code,
    [property: Required, MaxLength(SalesPipeline.NameLength)] string Name,
    decimal Probability,
    ForecastCategory ForecastCategory,
    StageKind Kind = StageKind.Open,
    [property: Range(1, 3650)] int? MaximumAgeDays = null,
    [property: MaxLength(30)] IReadOnlyList<string>? Requirements = null)
{
    internal static Result Check(IReadOnlyList<StageDefinition> stages)
    {
        if (stages.GroupBy(stage => stage.Code).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return PipelineRefusals.StageNamedTwice.Because($"`stages` lists '{twice.Key}' {twice.Count()} times.");
        }

        var (won, lost) = (stages.Count(stage => stage.Kind == StageKind.Won), stages.Count(stage => stage.Kind == StageKind.Lost));
        if (won != 1 || lost != 1 || stages.Count < 3)
        {
            return PipelineRefusals.OutcomesWrong
                .Because($"`stages` has {won} won, {lost} lost and {stages.Count - won - lost} open stages.");
        }

        return stages.Select(stage => stage.Check()).FirstOrDefault(checkedStage => checkedStage.Refusal is not null);
    }

    private Result Check()
    {
        var (probable, forecast) = Kind switch
        {
            StageKind.Won => (Probability == 1, ForecastCategory == ForecastCategory.Closed),
            StageKind.Lost => (Probability == 0, ForecastCategory == ForecastCategory.Omitted),
            _ => (Probability is >= 0 and <= 1 && decimal.Round(Probability, 4) == Probability,
                ForecastCategory != ForecastCategory.Closed),
        };
        return !probable ? PipelineRefusals.StageProbabilityWrong.Because($"`probability` of stage '{Code}' is {Probability}.")
            : !forecast ? PipelineRefusals.StageForecastWrong.Because($"`forecastCategory` of stage '{Code}' is '{ForecastCategory}'.")
            : Kind != StageKind.Open && MaximumAgeDays is not null
                ? PipelineRefusals.StageAgeWrong
                    .Because($"Stage '{Code}' is {Kind.ToString().ToLowerInvariant()}. Leave `maximumAgeDays` out.")
            : Result.Done;
    }
}

internal static class DefinePipeline
{
    public static async Task<Results<Ok<PipelineResponse>, Created<PipelineResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string code,
        DefinePipelineRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var codes = request.Stages.SelectMany(stage => stage.Requirements ?? []);
        if ((await EntryRequirements.CheckCodes(db, codes, cancellation)).IsRefused(out var unknown))
        {
            return unknown.ToProblem();
        }

        var known = await Find(db, code, cancellation);
        var pipeline = known ?? SalesPipeline.Define(code, request.Name);
        var (now, maximumBefore) = (clock.GetUtcNow(), pipeline.Stages.ToDictionary(stage => stage, stage => stage.MaximumAgeDays));
        if (pipeline.Redefine(request.Name, request.Stages, now).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (known is null)
        {
            db.Add(pipeline);
        }

        await db.InTransaction(async () =>
        {
            foreach (var (stage, _) in maximumBefore.Where(before => before.Key.MaximumAgeDays != before.Value))
            {
                await StageAge.ApplyMaximumAge(db, stage, now, cancellation);
            }

            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        var response = PipelineResponse.Of(pipeline);
        return known is null ? TypedResults.Created($"/api/sales/v1/pipelines/{code}", response) : TypedResults.Ok(response);
    }

    public static async ValueTask<SalesPipeline?> Find(SalesDb db, string code, CancellationToken cancellation) =>
        await db.Pipelines.SingleOrDefaultAsync(pipeline => pipeline.Code == code, cancellation);
}
