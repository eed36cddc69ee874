using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The right values of one won or lost opportunity of a batch. A value that is left out stays as it is.</summary>
/// <param name="Id">The id of the opportunity. A batch names each opportunity once.</param>
/// <param name="Amount">The final amount, in the opportunity's currency.</param>
/// <param name="ClosedAt">When the opportunity was won or lost.</param>
/// <param name="OwnerId">The representative who owns the opportunity.</param>
/// <param name="Reason">A code from the managed list of win reasons, or of loss reasons.</param>
/// <param name="Competitor">The competitor that won instead: a code from the managed list. Only for a lost opportunity.</param>
/// <param name="Fields">Values of custom fields by their codes. Null deletes a value.</param>
public sealed record OpportunityCorrectionItem(
    Guid Id,
    [property: MinLength(1), MaxLength(Opportunity.NameLength)] string? Name = null,
    decimal? Amount = null,
    DateTimeOffset? ClosedAt = null,
    Guid? OwnerId = null,
    [property: MinLength(1), MaxLength(Reasons.Reason.CodeLength)] string? Reason = null,
    [property: MinLength(1), MaxLength(Competitors.Competitor.CodeLength)] string? Competitor = null,
    [property: MaxLength(50)] IReadOnlyDictionary<string, JsonElement>? Fields = null) : IValidatableObject
{
    internal WantedCorrection Wanted => new(Name, Amount, ClosedAt, OwnerId, Reason, Competitor, Fields);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Name is not null && string.IsNullOrWhiteSpace(Name) ? [new("`name` is empty.", [nameof(Name)])] : [];
}

internal static class CorrectOpportunities
{
    private static readonly Refusal Twice = new("corrected-twice", 422, "The batch names the opportunity twice.");

    /// <remarks>The number of queries does not depend on the number of items. A concurrent change repeats the request.</remarks>
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<OpportunityCorrectionItem> request, SalesDb db, DealCorrecting correcting, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var ids = request.Sound.Select(item => item.Id).Distinct().ToArray();
        var deals = await db.Opportunities.Where(deal => ids.Contains(deal.Id)).ToDictionaryAsync(deal => deal.Id, cancellation);
        var checks = await CorrectionChecks.Load(db, deals.Values, request.Sound.Select(item => item.Wanted), now, cancellation);
        List<Opportunity> corrected = [];
        HashSet<Guid> seen = [];
        var answer = request.Answer(Correct);
        await correcting.ApplyEffects(corrected, cancellation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(answer);

        BulkResult Correct(OpportunityCorrectionItem item)
        {
            if (!deals.TryGetValue(item.Id, out var deal))
            {
                return BulkResult.Of(PipelineRefusals.NotFound);
            }

            if (!seen.Add(item.Id))
            {
                return BulkResult.Of(Twice);
            }

            if (checks.Read(item.Wanted, deal).IsRefused(out var refusal, out var correction)
                || correcting.Correct(deal, correction, checks.NameOf(item.OwnerId ?? deal.OwnerId), now)
                    .IsRefused(out refusal, out var fact))
            {
                return BulkResult.Of(refusal);
            }

            corrected.AddRange(fact.Changed.Count > 0 ? [deal] : []);
            return new(fact.Changed.Count > 0 ? BulkOutcome.Done : BulkOutcome.Unchanged, deal.Id);
        }
    }
}
