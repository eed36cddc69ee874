using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>All that an opportunity sells; the lines that it had are gone.</summary>
/// <param name="Lines">In their order, 1,000 at the most; none: the amount stays as it is, and can be changed by hand again.</param>
/// <param name="PriceBookId">Where the prices of lines without an own one are from; the currency's standard one where it is absent.</param>
public sealed record SetLinesRequest(
    [property: Required, MaxLength(BulkLimits.MaxItems)] IReadOnlyList<OpportunityLineRequest> Lines, Guid? PriceBookId = null) : IValidatableObject
{
    /// <summary>JSON's <c>null</c> passes for a line.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Lines.Any(line => line is null) ? [new("A line is null.", [nameof(Lines)])] : [];
}

/// <param name="Quantity">More than 0, up to four decimals.</param>
/// <param name="UnitPrice">The line's own, up to four decimals; from the price book where it is absent.</param>
/// <param name="DiscountPercent">0 to 100, up to four decimals.</param>
/// <param name="DiscountAmount">Instead of percent: what the line costs less, at most all of it.</param>
public sealed record OpportunityLineRequest(
    Guid ProductId, decimal Quantity, decimal? UnitPrice = null, decimal? DiscountPercent = null, decimal? DiscountAmount = null);

internal static class SetLines
{
    public static async Task<Results<Ok<OpportunityLinesResponse>, ProblemHttpResult>> Handle(
        Guid id, SetLinesRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Opportunities.Include(opportunity => opportunity.Lines).SingleOrDefaultAsync(opportunity => opportunity.Id == id, cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        if ((await Pricing.Load(db, request.Lines.Select(line => (Guid?)line.ProductId), request.PriceBookId, opportunity.Currency,
            DateOnly.FromDateTime(now.UtcDateTime), cancellation)).IsRefused(out var noBook, out var pricing))
        {
            return noBook.ToProblem();
        }

        List<OpportunityLine> lines = [];
        foreach (var line in request.Lines)
        {
            if (Price(line, lines.Count + 1).IsRefused(out var noLine, out var priced))
            {
                return noLine.InLine(lines.Count + 1).ToProblem();
            }

            lines.Add(priced);
        }

        var (refusal, fact) = opportunity.Sell(lines, now.ToMicroseconds());
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        if (fact is not null)
        {
            db.Publish(opportunity, fact, now.ToMicroseconds());
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(await GetLines.Of(opportunity, db, cancellation));

        Result<OpportunityLine> Price(OpportunityLineRequest line, int position) =>
            pricing.Price(line.ProductId, line.UnitPrice).IsRefused(out var unpriced, out var product) ? unpriced
            : LineTerms.Of(line.Quantity, product.UnitPrice, Discount.Of(line.DiscountPercent, line.DiscountAmount), opportunity.Currency)
                .IsRefused(out var wrong, out var terms) ? wrong
            : OpportunityLine.Of(opportunity.Id, position, product, terms, now);
    }
}
