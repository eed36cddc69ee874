using Funnel.Sales.Products;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The lines of an opportunity.</summary>
/// <param name="Amount">The opportunity's amount: the first year of the lines, if there are any.</param>
/// <param name="Totals">The totals by billing. Absent without lines.</param>
public sealed record OpportunityLinesResponse(
    Guid OpportunityId, Guid? OwnerId, [property: Amount] decimal Amount, string Currency,
    [property: Amount] BillingTotals? Totals, [property: Amount] IReadOnlyList<OpportunityLineResponse> Lines) : IOwned;

/// <param name="PriceBookId">The price book of the unit price. Absent if the line has its own price.</param>
/// <param name="Quantity">Up to four decimals.</param>
/// <param name="UnitPrice">Up to four decimals. The price of one month or year if the product is recurring.</param>
/// <param name="DiscountPercent">0 to 100.</param>
/// <param name="Billing">How often the product was billed when the line was made.</param>
/// <param name="TermMonths">The months of a recurring line. Absent for the usual 12 months.</param>
/// <param name="Amount">The amount of the line after its discount. It is that of one month or year if the line is recurring.</param>
/// <param name="FirstYear">The amount of the first year: 12 months, or the term if it is shorter.</param>
/// <param name="TotalContractValue">The amount of the whole term.</param>
public sealed record OpportunityLineResponse(
    Guid ProductId, string Code, string Product, string Unit, Billing Billing, Guid? PriceBookId, decimal Quantity, decimal UnitPrice,
    decimal? DiscountPercent, decimal? DiscountAmount, int? TermMonths, decimal Amount, decimal FirstYear, decimal TotalContractValue);

internal static class GetLines
{
    public static async Task<Results<Ok<OpportunityLinesResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, CancellationToken cancellation) =>
        await db.Opportunities.SingleOrDefaultAsync(opportunity => opportunity.Id == id, cancellation) is { } found
            ? TypedResults.Ok(await Of(found, db, cancellation))
            : PipelineRefusals.NotFound.ToProblem();

    public static async Task<OpportunityLinesResponse> Of(Opportunity opportunity, SalesDb db, CancellationToken cancellation) => new(
        opportunity.Id, opportunity.OwnerId, opportunity.Amount, opportunity.Currency, opportunity.Totals,
        await (from line in db.Set<OpportunityLine>().AsNoTracking()
               where line.OpportunityId == opportunity.Id
               join product in db.Products on line.ProductId equals product.Id
               orderby line.Position
               select new OpportunityLineResponse(
                   product.Id, product.Code, product.Name, product.Unit, line.Billing, line.PriceBookId, line.Quantity, line.UnitPrice,
                   line.DiscountPercent, line.DiscountAmount, line.TermMonths, line.Amount, line.FirstYear,
                   line.ContractValue)).ToListAsync(cancellation));
}
