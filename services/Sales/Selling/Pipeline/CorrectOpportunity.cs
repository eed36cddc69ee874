using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.Competitors;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The right values of a won or lost opportunity. A value that is left out stays as it is.</summary>
/// <param name="Amount">The final amount, in the opportunity's currency. An opportunity with lines can have another amount than their
/// sum.</param>
/// <param name="ClosedAt">When the opportunity was won or lost.</param>
/// <param name="OwnerId">The representative who owns the opportunity. The deal then counts for this representative.</param>
/// <param name="Reason">A code from the managed list of win reasons, or of loss reasons.</param>
/// <param name="Competitor">The competitor that won instead: a code from the managed list. Only for a lost opportunity.</param>
/// <param name="Fields">Values of custom fields by their codes. Null deletes a value.</param>
/// <param name="Lines">All lines, at most 1,000. The amount becomes their first year, unless <c>amount</c> is given too.</param>
/// <param name="PriceBookId">The price book for lines without their own price. Defaults to the standard price book of the currency.</param>
public sealed record CorrectOpportunityRequest(
    [property: MinLength(1), MaxLength(Opportunity.NameLength)] string? Name = null,
    decimal? Amount = null,
    DateTimeOffset? ClosedAt = null,
    Guid? OwnerId = null,
    [property: MinLength(1), MaxLength(Reasons.Reason.CodeLength)] string? Reason = null,
    [property: MinLength(1), MaxLength(Competitors.Competitor.CodeLength)] string? Competitor = null,
    [property: MaxLength(50)] IReadOnlyDictionary<string, JsonElement>? Fields = null,
    [property: MaxLength(BulkLimits.MaxItems)] IReadOnlyList<OpportunityLineRequest>? Lines = null,
    Guid? PriceBookId = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Name is not null && string.IsNullOrWhiteSpace(Name) ? [new("`name` is empty.", [nameof(Name)])]
        : Lines?.Any(line => line is null) == true ? [new("A line is null.", [nameof(Lines)])] : [];
}

internal static class CorrectOpportunity
{
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, CorrectOpportunityRequest request, SalesDb db, DealCorrecting correcting, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await db.Opportunities.Include(opportunity => opportunity.Lines)
            .SingleOrDefaultAsync(opportunity => opportunity.Id == id, cancellation) is not { } deal)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        List<OpportunityLine>? lines = null;
        if (request.Lines is { } given
            && (await SetLines.Price(db, deal, given, request.PriceBookId, now, cancellation)).IsRefused(out var noPrice, out lines))
        {
            return noPrice.ToProblem();
        }

        var wanted = new WantedCorrection(
            request.Name, request.Amount, request.ClosedAt, request.OwnerId, request.Reason, request.Competitor, request.Fields);
        var checks = await CorrectionChecks.Load(db, [deal], [wanted], now, cancellation);
        if (checks.Read(wanted, deal, lines).IsRefused(out var refusal, out var correction)
            || correcting.Correct(deal, correction, checks.NameOf(request.OwnerId ?? deal.OwnerId), now).IsRefused(out refusal, out _))
        {
            return refusal.ToProblem();
        }

        await correcting.ApplyEffects([deal], cancellation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(deal));
    }
}
