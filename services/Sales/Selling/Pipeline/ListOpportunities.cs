using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
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
    public static async Task<Results<Ok<OpportunityPage>, ProblemHttpResult>> Handle(
        SalesDb db, CancellationToken cancellation,
        [MinLength(1), RegularExpression(OpportunityFilter.AnyStatus)] string? status = null,
        [MinLength(1), RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string? pipeline = null,
        [MinLength(1), RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string? stage = null,
        [MinLength(1), RegularExpression(OpportunityFilter.AnyForecast)] string? forecastCategory = null,
        Guid? ownerId = null, Guid? accountId = null, Guid? leadId = null,
        [MinLength(1), RegularExpression(OpportunityFilter.AnyCurrency)] string? currency = null,
        [Description("In each one's own currency; only for who may see all amounts."), Range(0, OpportunityFilter.MostAmount)] decimal? amountFrom = null,
        [Description("In each one's own currency; only for who may see all amounts."), Range(0, OpportunityFilter.MostAmount)] decimal? amountUntil = null,
        [Description("Expected to close on this day or later.")] DateOnly? closingFrom = null,
        [Description("Expected to close on this day or earlier.")] DateOnly? closingUntil = null,
        [Description("In their stage for longer than it allows.")] bool? stalled = null,
        [Description("A custom field and its value, such as `region:north`."), MinLength(1), RegularExpression(CustomFieldSet.FilterPattern)] string? field = null,
        [Description("Words or parts of words of the name and of custom texts, 3 to 100 characters, in any order."), RegularExpression(OpportunityFilter.AnyText), StringLength(100, MinimumLength = 3)] string? search = null,
        [Description("`-` in front for descending; by amount only for who may see all amounts."), MinLength(1), RegularExpression(OpportunityOrder.Pattern)] string sort = OpportunityOrder.Newest,
        [Description("The last page's `next`."), MaxLength(OpportunityPage.LongestCursor)] string? after = null,
        [Range(1, Page<OpportunitySummary>.LargestLimit)] int limit = Page<OpportunitySummary>.DefaultLimit)
    {
        var order = OpportunityOrder.Of(sort);
        var filter = new OpportunityFilter(
            status, pipeline, stage, forecastCategory, ownerId, accountId, leadId, currency, amountFrom, amountUntil, closingFrom, closingUntil, stalled, field, search);
        var (refusal, found) = await filter.Of(db, db.Opportunities.AsNoTracking().Seen(db), cancellation, order);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        if (after is not null)
        {
            if (order.Read(after).IsRefused(out refusal, out var cursor))
            {
                return refusal.ToProblem();
            }

            found = order.Behind(found, cursor);
        }

        var items = await order.Sort(await found.FirstFound(db, cancellation)).Take(limit + 1).Summaries(db).ToListAsync(cancellation);
        return TypedResults.Ok(OpportunityPage.Of(items, limit, order));
    }

    /// <summary>In the order in which they come. An account is named to whoever sees its opportunity: say <c>Seen</c> of what is found.</summary>
    public static IQueryable<OpportunitySummary> Summaries(this IQueryable<Opportunity> found, SalesDb db) => found.Select(opportunity => new OpportunitySummary(
        opportunity.Id, opportunity.ExternalId, opportunity.Name, opportunity.Status, opportunity.Pipeline, opportunity.Stage,
        opportunity.Probability, opportunity.Amount, opportunity.Currency, opportunity.ExpectedCloseDate, opportunity.AccountId,
        db.Accounts.IgnoringOwnership().Where(account => account.Id == opportunity.AccountId).Select(account => account.Name).First(),
        opportunity.OwnerId,
        db.Representatives.Where(person => person.Id == opportunity.OwnerId).Select(person => person.Name).FirstOrDefault(),
        opportunity.LeadId, opportunity.CreatedAt, opportunity.ClosedAt, opportunity.Reason,
        opportunity.ForecastCategory, opportunity.StageEnteredAt, opportunity.StalledAt));
}
