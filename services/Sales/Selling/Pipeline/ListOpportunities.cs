using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Products;
using Funnel.Sales.Views;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>An opportunity in the list.</summary>
/// <param name="Probability">The probability of the stage, 0 to 1.</param>
/// <param name="ForecastCategory">The owner's own forecast category if there is one, else the stage's.</param>
/// <param name="StageEnteredAt">When the opportunity entered its current stage.</param>
/// <param name="StalledAt">Since when the opportunity is stalled, that is, too long in its stage. Absent if it is not.</param>
/// <param name="Totals">The totals by billing. Absent if the opportunity has one amount and no lines.</param>
public sealed record OpportunitySummary(
    Guid Id, string? ExternalId, string Name, OpportunityStatus Status, string Pipeline, string Stage, decimal Probability,
    [property: Amount] decimal Amount, string Currency, DateOnly ExpectedCloseDate, Guid AccountId, string Account,
    Guid? OwnerId, string? Owner, Guid? LeadId, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, string? Reason,
    ForecastCategory ForecastCategory, DateTimeOffset StageEnteredAt, DateTimeOffset? StalledAt,
    [property: Amount] BillingTotals? Totals) : IOwned;

/// <summary>The found opportunities of one currency.</summary>
/// <remarks>Callers who may not see all amounts get null instead of each amount.</remarks>
/// <param name="Amount">The sum of their amounts. The amount of an opportunity with lines is the first year of the lines.</param>
/// <param name="OneOff">The sum of the lines that are billed once.</param>
/// <param name="Monthly">The sum of the lines that are billed by month, for one month.</param>
/// <param name="Yearly">The sum of the lines that are billed by year, for one year.</param>
/// <param name="TotalContractValue">The lines for their whole term, and the amounts of opportunities without lines.</param>
public sealed record OpportunityTotal(
    string Currency, long Count, [property: Amount] decimal Amount, [property: Amount] decimal OneOff,
    [property: Amount] decimal Monthly, [property: Amount] decimal Yearly, [property: Amount] decimal TotalContractValue);

/// <param name="Next">The cursor of the next page. Pass it as <c>after</c>, with the same order. Absent on the last page.</param>
/// <param name="Totals">With <c>totals=true</c>: the totals of all found opportunities, not of this page only, by currency.</param>
public sealed record OpportunityPage(
    IReadOnlyList<OpportunitySummary> Items, string? Next, IReadOnlyList<OpportunityTotal>? Totals = null)
{
    internal const int LongestCursor = 100;

    /// <param name="items">One item more than <paramref name="limit"/>, if there are that many.</param>
    internal static OpportunityPage Of(IReadOnlyList<OpportunitySummary> items, int limit, OpportunityOrder order) =>
        items.Count <= limit ? new(items, null) : new([.. items.Take(limit)], order.CursorAfter(items[limit - 1]));
}

internal static class ListOpportunities
{
    public static async Task<Results<Ok<OpportunityPage>, ProblemHttpResult>> Handle(
        [AsParameters] OpportunityFilter filter, SalesDb db, ReportingDays days, CancellationToken cancellation,
        [Description("The order: `created`, `amount`, `currency`, `expectedCloseDate`, `stageEnteredAt` or `closed`, with `-` in front for "
            + "descending. The order by amount is only for callers who may see all amounts. The order `closed` has closed opportunities "
            + "only."),
         MinLength(1), RegularExpression(OpportunityOrder.Pattern)] string sort = OpportunityOrder.Newest,
        [Description("The `next` value of the previous page."), MaxLength(OpportunityPage.LongestCursor)] string? after = null,
        [Description("Whether the answer has the totals of all found opportunities.")] bool totals = false,
        [Range(1, Page<OpportunitySummary>.LargestLimit)] int limit = Page<OpportunitySummary>.DefaultLimit)
    {
        var order = OpportunityOrder.Of(sort);
        if ((await filter.Apply(db, db.Opportunities.AsNoTracking().Seen(db), days, cancellation, order))
            .IsRefused(out var refusal, out var found))
        {
            return refusal.ToProblem();
        }

        var all = order.IsByClosing ? found.Query.Where(one => one.ClosedAt != null) : found.Query;
        var query = all;
        if (after is not null)
        {
            if (order.Read(after).IsRefused(out refusal, out var cursor))
            {
                return refusal.ToProblem();
            }

            query = order.After(query, cursor);
        }

        var items = await order.Sort(await query.FindBeforeSorting(db, cancellation)).Take(limit + 1).Summaries(db)
            .ToListAsync(cancellation);
        var page = OpportunityPage.Of(items, limit, order);
        return TypedResults.Ok(totals ? page with { Totals = await Totals(all, cancellation) } : page);
    }

    private static async Task<IReadOnlyList<OpportunityTotal>> Totals(IQueryable<Opportunity> found, CancellationToken cancellation) =>
        await found.GroupBy(one => one.Currency).OrderBy(one => one.Key)
            .Select(one => new OpportunityTotal(one.Key, one.LongCount(), one.Sum(each => each.Amount), one.Sum(each => each.OneOff ?? 0),
                one.Sum(each => each.Monthly ?? 0), one.Sum(each => each.Yearly ?? 0), one.Sum(each => each.ContractValue ?? each.Amount)))
            .ToListAsync(cancellation);

    /// <summary>Keeps the order. A caller who sees an opportunity sees the name of its account, so filter by <c>Seen</c> before.</summary>
    public static IQueryable<OpportunitySummary> Summaries(this IQueryable<Opportunity> found, SalesDb db) =>
        found.Select(opportunity => new OpportunitySummary(
        opportunity.Id, opportunity.ExternalId, opportunity.Name, opportunity.Status, opportunity.Pipeline, opportunity.Stage,
        opportunity.Probability, opportunity.Amount, opportunity.Currency, opportunity.ExpectedCloseDate, opportunity.AccountId,
        db.Accounts.IgnoringOwnership().Where(account => account.Id == opportunity.AccountId).Select(account => account.Name).First(),
        opportunity.OwnerId,
        db.Representatives.Where(person => person.Id == opportunity.OwnerId).Select(person => person.Name).FirstOrDefault(),
        opportunity.LeadId, opportunity.CreatedAt, opportunity.ClosedAt, opportunity.Reason,
        opportunity.ForecastCategory, opportunity.StageEnteredAt, opportunity.StalledAt,
        opportunity.OneOff == null ? null : new BillingTotals(opportunity.OneOff.Value, opportunity.Monthly!.Value,
            opportunity.Yearly!.Value, opportunity.Amount, opportunity.ContractValue!.Value)));
}
