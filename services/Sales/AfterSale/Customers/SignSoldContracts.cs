using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Quotes;
using Funnel.Sales.Renewals;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>
/// Signs the contracts of a won opportunity with recurring lines, in the same transaction: one contract for each term of its lines.
/// </summary>
/// <remarks>
/// 1. The lines are those of the accepted quote, else those of the opportunity. One-off lines are in no contract.
/// 2. The monthly amount is the sum of the monthly lines and a twelfth of the yearly lines. If the opportunity is won for another amount
///    than the first year of its lines, it changes in proportion.
/// 3. The contract starts on the day of the win, in UTC, and ends with the term of the lines. A line without a term has 12 months.
/// A won renewal renews its contract instead (<see cref="DecideRenewals"/>). History brings its own contracts.
/// </remarks>
internal sealed class SignSoldContracts(SalesDb db) : IWhenDealsClose
{
    public Task DealsClosed(IReadOnlyList<Opportunity> closed, DateTimeOffset now, CancellationToken cancellation) => Task.CompletedTask;

    public async Task DealWon(Opportunity deal, DealOutcome outcome, DateTimeOffset now, CancellationToken cancellation)
    {
        if (deal.Totals is not { } totals || totals.Monthly + totals.Yearly == 0
            || await db.Set<Contract>().AnyAsync(contract => contract.RenewalOpportunityId == deal.Id, cancellation))
        {
            return;
        }

        var lines = await LinesOf(deal, byQuote: outcome.Totals is not null, cancellation);
        var firstYear = lines.Sum(line => line.FirstYear);
        // KeepCustomers has loaded or added the customer.
        var customer = db.Customers.Local.Single(one => one.AccountId == deal.AccountId);
        var (start, today) = (DateOnly.FromDateTime(deal.ClosedAt!.Value.UtcDateTime), DateOnly.FromDateTime(now.UtcDateTime));
        var byTerm = lines.Where(line => line.Billing != Billing.OneOff).GroupBy(line => line.Term).OrderBy(sold => sold.Key).ToList();
        foreach (var sold in byTerm)
        {
            var month = sold.Sum(line => LineValue.MonthOf(line.Amount, line.Billing));
            var monthly = Money.Round(firstYear == 0 ? 0 : month * deal.Amount / firstYear, deal.Currency);
            if (monthly > 0 && Money.Of(monthly, deal.Currency).Value is { } money)
            {
                var end = start.AddMonths(sold.Key).AddDays(-1);
                var name = byTerm.Count == 1 ? "" : $", {sold.Key} months";
                var terms = new ContractTerms(deal.Name[..Math.Min(deal.Name.Length, Contract.NameLength - name.Length)] + name, money,
                    start, end, 0, Math.Min(Contract.UsualLeadDays, (end.DayNumber - start.DayNumber) / 2), deal.Id);
                OpenRenewal.Plan(db, customer.Sign(terms, now), today);
            }
        }
    }

    private async Task<List<SoldLine>> LinesOf(Opportunity deal, bool byQuote, CancellationToken cancellation)
    {
        if (!byQuote && deal.HasLines)
        {
            return await db.Set<OpportunityLine>().Where(line => line.OpportunityId == deal.Id)
                .Select(line => new SoldLine(line.Billing, line.Amount, line.TermMonths ?? LineValue.UsualTerm, line.FirstYear))
                .ToListAsync(cancellation);
        }

        // The answer of a quote that is just accepted is not saved yet, but its version is tracked.
        var quotes = await db.Quotes.Include(quote => quote.Versions).Where(quote => quote.OpportunityId == deal.Id)
            .ToListAsync(cancellation);
        return quotes.SelectMany(quote => quote.Versions).Where(version => version.State == QuoteState.Accepted)
            .MaxBy(version => version.DecidedAt) is not { } accepted ? []
            : await db.Set<QuoteLine>().Where(line => line.QuoteId == accepted.QuoteId && line.Version == accepted.Number)
                .Select(line => new SoldLine(line.Billing, line.Net, line.TermMonths ?? LineValue.UsualTerm, line.FirstYear))
                .ToListAsync(cancellation);
    }

    /// <param name="Amount">The net of one month or one year.</param>
    /// <param name="Term">In months.</param>
    private sealed record SoldLine(Billing Billing, decimal Amount, int Term, decimal FirstYear);
}
