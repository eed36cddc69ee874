using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The new values of an open opportunity. A value that is left out stays as it is.</summary>
/// <param name="OwnerId">The id of the representative who owns the opportunity.</param>
/// <param name="ForecastCategory">The owner's own forecast category, instead of the stage's. <c>closed</c> is not accepted.</param>
/// <param name="Fields">Values of custom fields by their codes. Null deletes a value.</param>
/// <param name="ResetForecast">True replaces the owner's own forecast category by the stage's.</param>
public sealed record ChangeOpportunityRequest(
    [property: MinLength(1), MaxLength(Opportunity.NameLength)] string? Name = null,
    DateOnly? ExpectedCloseDate = null,
    Guid? OwnerId = null,
    ForecastCategory? ForecastCategory = null,
    bool ResetForecast = false,
    [property: MaxLength(50)] IReadOnlyDictionary<string, JsonElement>? Fields = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Name is not null && string.IsNullOrWhiteSpace(Name) ? [new("`name` is empty.", [nameof(Name)])]
        : ResetForecast && ForecastCategory is not null
        ? [new("`forecastCategory` and `resetForecast` cannot be given together.", [nameof(ResetForecast)])]
        : [];
}

internal static class ChangeOpportunity
{
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, ChangeOpportunityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (request.ExpectedCloseDate is { } date && PipelineRefusals.CheckCloseDate(date, now).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (await db.Opportunities.FindAsync([id], cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        var ownerId = request.OwnerId ?? opportunity.OwnerId;
        var owner = await db.Representatives.AsNoTracking().SingleOrDefaultAsync(person => person.Id == ownerId, cancellation);
        if (owner is null && request.OwnerId is not null)
        {
            return PipelineRefusals.OwnerNotKnown($"{request.OwnerId}").ToProblem();
        }

        var stage = await db.Pipelines.AsNoTracking().Where(pipeline => pipeline.Code == opportunity.Pipeline)
            .SelectMany(pipeline => pipeline.Stages).SingleAsync(stage => stage.Code == opportunity.Stage, cancellation);
        string? fields = null;
        if (request.Fields is not null
            && (await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation)).Change(opportunity.Fields, request.Fields)
                .IsRefused(out var noValue, out fields))
        {
            return noValue.ToProblem();
        }

        var change = new OpportunityChange(request.Name, request.ExpectedCloseDate, request.OwnerId is null ? null : owner,
            request.ForecastCategory, request.ResetForecast ? stage.ForecastCategory : null, fields);
        if (opportunity.Status == OpportunityStatus.Open && opportunity.Differences(change).Count == 0)
        {
            return TypedResults.Ok(OpportunityState.Of(opportunity));
        }

        var at = now.ToMicroseconds();
        if (opportunity.Change(change, owner?.Name, at).IsRefused(out var refusal, out var fact))
        {
            return refusal.ToProblem();
        }

        db.Publish(opportunity, fact, at);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
