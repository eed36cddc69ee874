using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>
/// What the amount consists of by billing. The amount itself is the first year: the one-off lines and the first year of the others.
/// </summary>
internal sealed partial class Opportunity
{
    /// <summary>The lines that are billed once; null if the opportunity has one amount and no lines.</summary>
    public decimal? OneOff { get; private set; }

    /// <summary>One month of the lines that are billed by month.</summary>
    public decimal? Monthly { get; private set; }

    /// <summary>One year of the lines that are billed by year.</summary>
    public decimal? Yearly { get; private set; }

    /// <summary>The lines for their whole term.</summary>
    public decimal? ContractValue { get; private set; }

    /// <summary>Null if the opportunity has one amount and no lines.</summary>
    public BillingTotals? Totals =>
        OneOff is null ? null : new(OneOff.Value, Monthly!.Value, Yearly!.Value, Amount, ContractValue!.Value);

    private Result<BillingTotals> TotalsOf(IEnumerable<OpportunityLine> wanted) =>
        BillingTotals.Of([.. wanted.Select(line => line.Billed)], Currency);

    private void Split(BillingTotals? totals) =>
        (OneOff, Monthly, Yearly, ContractValue) = (totals?.OneOff, totals?.Monthly, totals?.Yearly, totals?.TotalContractValue);
}
