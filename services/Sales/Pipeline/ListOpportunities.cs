using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>An opportunity in the list.</summary>
/// <param name="Probability">The stage's, 0 to 1.</param>
/// <param name="ForecastCategory">The owner's own judgement where there is one, else the stage's.</param>
/// <param name="StageEnteredAt">When the stay in the stage began.</param>
public sealed record OpportunitySummary(
    Guid Id, string? ExternalId, string Name, OpportunityStatus Status, string Pipeline, string Stage, decimal Probability,
    [property: Amount] decimal Amount, string Currency, DateOnly ExpectedCloseDate, Guid AccountId, string Account, Guid? OwnerId, string? Owner, Guid? LeadId,
    DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, string? Reason,
    ForecastCategory ForecastCategory, DateTimeOffset StageEnteredAt) : IOwned;

internal static class ListOpportunities
{
    public static async Task<Ok<Page<OpportunitySummary>>> Handle(
        SalesDb db, CancellationToken cancellation,
        [MinLength(1), RegularExpression("^(open|won|lost)$")] string? status = null, [RegularExpression(SalesPipeline.CodePattern)] string? stage = null, Guid? ownerId = null, Guid? accountId = null, Guid? leadId = null,
        Guid? after = null, [Range(1, Page<OpportunitySummary>.LargestLimit)] int limit = Page<OpportunitySummary>.DefaultLimit)
    {
        accountId = await Survivors<Account>.Lead(db.Accounts.Everyones(), accountId, cancellation);
        // An account is named to whoever sees its opportunity.
        var found = db.Opportunities.AsNoTracking().Seen(db);
        found = status is null ? found : found.Where(opportunity => opportunity.Status == Enum.Parse<OpportunityStatus>(status, true));
        found = stage is null ? found : found.Where(opportunity => opportunity.Stage == stage);
        found = ownerId is null ? found : found.Where(opportunity => opportunity.OwnerId == ownerId);
        found = accountId is null ? found : found.Where(opportunity => opportunity.AccountId == accountId);
        found = leadId is null ? found : found.Where(opportunity => opportunity.LeadId == leadId);
        found = after is null ? found : found.Where(opportunity => opportunity.Id < after);
        var items = await found.OrderByDescending(opportunity => opportunity.Id).Take(limit + 1)
            .Select(opportunity => new OpportunitySummary(
                opportunity.Id, opportunity.ExternalId, opportunity.Name, opportunity.Status, opportunity.Pipeline, opportunity.Stage,
                opportunity.Probability, opportunity.Amount, opportunity.Currency, opportunity.ExpectedCloseDate, opportunity.AccountId,
                db.Accounts.Everyones().Where(account => account.Id == opportunity.AccountId).Select(account => account.Name).First(),
                opportunity.OwnerId,
                db.Representatives.Where(person => person.Id == opportunity.OwnerId).Select(person => person.Name).FirstOrDefault(),
                opportunity.LeadId, opportunity.CreatedAt, opportunity.ClosedAt, opportunity.Reason,
                opportunity.ForecastCategory, opportunity.StageEnteredAt))
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
