using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Visibility;
using Funnel.Sales.CustomFields;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>An opportunity in the list.</summary>
/// <param name="Probability">The stage's, 0 to 1.</param>
/// <param name="ForecastCategory">The owner's own judgement where there is one, else the stage's.</param>
/// <param name="StageEnteredAt">When the stay in the stage began.</param>
/// <param name="StalledAt">Since when it has been there for too long; absent while it has not.</param>
public sealed record OpportunitySummary(
    Guid Id, string? ExternalId, string Name, OpportunityStatus Status, string Pipeline, string Stage, decimal Probability,
    [property: Amount] decimal Amount, string Currency, DateOnly ExpectedCloseDate, Guid AccountId, string Account, Guid? OwnerId, string? Owner, Guid? LeadId,
    DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, string? Reason,
    ForecastCategory ForecastCategory, DateTimeOffset StageEnteredAt, DateTimeOffset? StalledAt) : IOwned;

/// <param name="Next">Pass it as <c>after</c>, with the same order, for the next page; absent on the last one.</param>
public sealed record OpportunityPage(IReadOnlyList<OpportunitySummary> Items, string? Next)
{
    internal const int LongestCursor = 100;

    /// <param name="items">One item more than <paramref name="limit"/> was asked for, if there are that many.</param>
    internal static OpportunityPage Of(IReadOnlyList<OpportunitySummary> items, int limit, OpportunityOrder order) =>
        items.Count <= limit ? new(items, null) : new([.. items.Take(limit)], order.Behind(items[limit - 1]));
}

internal static class ListOpportunities
{
    private static readonly Refusal AmountsHidden = new("amounts-hidden", 403, "The caller may not see all amounts, and so not their order.");

    public static async Task<Results<Ok<OpportunityPage>, ProblemHttpResult>> Handle(
        [AsParameters] OpportunityFilter filter, SalesDb db, CancellationToken cancellation,
        [Description("A custom field and its value, such as `region:north`."), MaxLength(200)] string? field = null,
        [Description("`-` in front for descending."), RegularExpression(OpportunityOrder.Pattern)] string sort = OpportunityOrder.Newest,
        [Description("The last page's `next`."), MaxLength(OpportunityPage.LongestCursor)] string? after = null,
        [Range(1, Page<OpportunitySummary>.LargestLimit)] int limit = Page<OpportunitySummary>.DefaultLimit)
    {
        var (order, found) = (OpportunityOrder.Of(sort), filter.Of(db.Opportunities.AsNoTracking()));
        if (order.IsByAmount && !db.Sight.ShowsAllAmounts)
        {
            return AmountsHidden.ToProblem();
        }

        if (field is not null)
        {
            if ((await CustomFieldSet.Load(db, cancellation)).Containing(field).IsRefused(out var noField, out var wanted))
            {
                return noField.ToProblem();
            }

            found = found.Where(opportunity => EF.Functions.JsonContains(opportunity.Fields, wanted));
        }

        if (after is not null)
        {
            if (order.Read(after).IsRefused(out var refusal, out var cursor))
            {
                return refusal.ToProblem();
            }

            found = order.Behind(found, cursor);
        }

        var items = await order.Sort(found).Take(limit + 1).Summaries(db).ToListAsync(cancellation);
        return TypedResults.Ok(OpportunityPage.Of(items, limit, order));
    }

    /// <summary>In the order in which they come.</summary>
    public static IQueryable<OpportunitySummary> Summaries(this IQueryable<Opportunity> found, SalesDb db) => found.Select(opportunity => new OpportunitySummary(
        opportunity.Id, opportunity.ExternalId, opportunity.Name, opportunity.Status, opportunity.Pipeline, opportunity.Stage,
        opportunity.Probability, opportunity.Amount, opportunity.Currency, opportunity.ExpectedCloseDate, opportunity.AccountId,
        db.Accounts.Where(account => account.Id == opportunity.AccountId).Select(account => account.Name).First(),
        opportunity.OwnerId,
        db.Representatives.Where(person => person.Id == opportunity.OwnerId).Select(person => person.Name).FirstOrDefault(),
        opportunity.LeadId, opportunity.CreatedAt, opportunity.ClosedAt, opportunity.Reason,
        opportunity.ForecastCategory, opportunity.StageEnteredAt, opportunity.StalledAt));
}
