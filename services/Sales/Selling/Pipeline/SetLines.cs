using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The new lines of an opportunity. They replace the current lines.</summary>
/// <param name="Lines">The lines in their order, at most 1,000. Without lines the amount stays as it is and can be changed again.</param>
/// <param name="PriceBookId">The price book for lines without their own price. Defaults to the standard price book of the currency.</param>
public sealed record SetLinesRequest(
    [property: Required, MaxLength(BulkLimits.MaxItems)] IReadOnlyList<OpportunityLineRequest> Lines, Guid? PriceBookId = null)
        : IValidatableObject
{
    /// <summary>JSON accepts <c>null</c> for a line.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Lines.Any(line => line is null) ? [new("A line is null.", [nameof(Lines)])] : [];
}

/// <param name="Quantity">More than 0, up to four decimals.</param>
/// <param name="UnitPrice">The line's own price, up to four decimals. Defaults to the price in the price book.</param>
/// <param name="DiscountPercent">0 to 100, up to four decimals.</param>
/// <param name="DiscountAmount">A discount as an amount, instead of percent. At most the amount of the line.</param>
/// <param name="TermMonths">The months of a recurring product, 1 to 120. Defaults to 12.</param>
public sealed record OpportunityLineRequest(
    Guid ProductId, decimal Quantity, decimal? UnitPrice = null, decimal? DiscountPercent = null, decimal? DiscountAmount = null,
    int? TermMonths = null);

internal static class SetLines
{
    public static async Task<Results<Ok<OpportunityLinesResponse>, ProblemHttpResult>> Handle(
        Guid id, SetLinesRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Opportunities.Include(opportunity => opportunity.Lines)
            .SingleOrDefaultAsync(opportunity => opportunity.Id == id, cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        if ((await Price(db, opportunity, request.Lines, request.PriceBookId, now, cancellation)).IsRefused(out var noPrice, out var lines))
        {
            return noPrice.ToProblem();
        }

        if (opportunity.SetLines(lines, now.ToMicroseconds()).IsRefused(out var refusal, out var change))
        {
            return refusal.ToProblem();
        }

        if (change.AmountChanged is { } fact)
        {
            db.Publish(opportunity, fact, now.ToMicroseconds());
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(await GetLines.Of(opportunity, db, cancellation));
    }

    /// <summary>Prices the requested lines of an opportunity.</summary>
    public static async Task<Result<List<OpportunityLine>>> Price(
        SalesDb db, Opportunity opportunity, IReadOnlyList<OpportunityLineRequest> wanted, Guid? priceBookId, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if ((await Pricing.Load(db, wanted.Select(line => (Guid?)line.ProductId), priceBookId, opportunity.Currency,
            DateOnly.FromDateTime(now.UtcDateTime), cancellation)).IsRefused(out var noBook, out var pricing))
        {
            return noBook;
        }

        List<OpportunityLine> lines = [];
        foreach (var line in wanted)
        {
            if (PriceOne(line, lines.Count + 1).IsRefused(out var noLine, out var priced))
            {
                return noLine.InLine(lines.Count + 1);
            }

            lines.Add(priced);
        }

        return lines;

        Result<OpportunityLine> PriceOne(OpportunityLineRequest line, int position) =>
            pricing.Price(line.ProductId, line.UnitPrice).IsRefused(out var unpriced, out var product) ? unpriced
            : LineTerms.Of(line.Quantity, product.UnitPrice, Discount.Of(line.DiscountPercent, line.DiscountAmount), opportunity.Currency)
                .IsRefused(out var wrong, out var terms) ? wrong
            : LineValue.CheckTerm(line.TermMonths, product.Product).IsRefused(out var wrongTerm) ? wrongTerm
            : OpportunityLine.Of(opportunity.Id, position, product, terms, now, line.TermMonths);
    }
}
