using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>A pipeline as it is from now on.</summary>
/// <param name="Stages">All that are in use, in their order, 50 at the most: a known one that is missing is retired, and keeps what is in it.</param>
public sealed record DefinePipelineRequest(
    [property: Required, MaxLength(SalesPipeline.NameLength)] string Name,
    [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<StageDefinition> Stages) : IValidatableObject
{
    /// <summary>JSON's <c>null</c> passes for an item of any type.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Stages.Any(stage => stage is null) ? [new("A stage is null.", [nameof(Stages)])] : [];
}

/// <param name="Code">Kebab-case, unique in its pipeline; what opportunities and events carry.</param>
/// <param name="MaximumAgeDays">How long an opportunity may stay here, 1 to 3,650 days, before it counts as stalled; for ever where it is absent. A new one holds at once for what is in the stage.</param>
/// <param name="Requirements">What must be known of an opportunity that enters, 30 at the most: <c>amount</c> (more than 0), <c>close-date-in-future</c>,
/// <c>owner</c>, <c>contact</c>, <c>decision-maker</c> (among the account's contacts), <c>competitor</c>, <c>next-step</c> (an open task),
/// <c>checklist:CODE</c> (every item met), <c>checklist:CODE/ITEM</c>, <c>field:CODE</c> (a custom field of opportunities).</param>
/// <param name="Probability">That an opportunity here is won, 0 to 1, four decimals; what is in the stage already keeps the one that it came with.</param>
public sealed record StageDefinition(
    [property: Required, MaxLength(SalesPipeline.CodeLength), RegularExpression(SalesPipeline.CodePattern)] string Code,
    [property: Required, MaxLength(SalesPipeline.NameLength)] string Name,
    decimal Probability,
    ForecastCategory ForecastCategory,
    StageKind Kind = StageKind.Open,
    [property: Range(1, 3650)] int? MaximumAgeDays = null,
    [property: MaxLength(30)] IReadOnlyList<string>? Requirements = null)
{
    internal static Refusal? Refuse(IReadOnlyList<StageDefinition> stages) =>
        stages.GroupBy(stage => stage.Code).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? PipelineRefusals.StageNamedTwice.Because($"'{twice.Key}' stands there {twice.Count()} times.")
        : stages.Count(stage => stage.Kind == StageKind.Won) != 1 || stages.Count(stage => stage.Kind == StageKind.Lost) != 1 || stages.Count < 3
            ? PipelineRefusals.OutcomesWrong
        : stages.Select(stage => stage.Refuse()).FirstOrDefault(refusal => refusal is not null);

    private Refusal? Refuse()
    {
        var (probable, forecast) = Kind switch
        {
            StageKind.Won => (Probability == 1, ForecastCategory == ForecastCategory.Closed),
            StageKind.Lost => (Probability == 0, ForecastCategory == ForecastCategory.Omitted),
            _ => (Probability is >= 0 and <= 1 && decimal.Round(Probability, 4) == Probability, ForecastCategory != ForecastCategory.Closed),
        };
        return !probable ? PipelineRefusals.StageProbabilityWrong.Because($"'{Code}' has {Probability}.")
            : !forecast ? PipelineRefusals.StageForecastWrong.Because($"'{Code}' is {ForecastCategory}.")
            : Kind != StageKind.Open && MaximumAgeDays is not null ? PipelineRefusals.StageAgeWrong.Because($"'{Code}' is {Kind.ToString().ToLowerInvariant()}.")
            : null;
    }
}

internal static class DefinePipeline
{
    public static async Task<Results<Ok<PipelineResponse>, Created<PipelineResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string code,
        DefinePipelineRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await EntryRequirements.Refuse(db, request.Stages.SelectMany(stage => stage.Requirements ?? []), cancellation) is { } unheardOf)
        {
            return unheardOf.ToProblem();
        }

        var known = await Find(db, code, cancellation);
        var pipeline = known ?? SalesPipeline.Define(code, request.Name);
        var (now, maximumBefore) = (clock.GetUtcNow(), pipeline.Stages.ToDictionary(stage => stage, stage => stage.MaximumAgeDays));
        if (pipeline.Become(request.Name, request.Stages, now) is { } refusal)
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
                await StageAge.Remeasure(db, stage, now, cancellation);
            }

            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return known is null ? TypedResults.Created($"/api/sales/v1/pipelines/{code}", PipelineResponse.Of(pipeline)) : TypedResults.Ok(PipelineResponse.Of(pipeline));
    }

    public static async ValueTask<SalesPipeline?> Find(SalesDb db, string code, CancellationToken cancellation) =>
        await db.Pipelines.SingleOrDefaultAsync(pipeline => pipeline.Code == code, cancellation);
}
