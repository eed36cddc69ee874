using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

/// <param name="ValidFrom">The first day on which the price book is valid. Leave it out for no first day.</param>
/// <param name="ValidUntil">The last day on which the price book is valid. Leave it out for no last day.</param>
/// <param name="IsActive">Whether prices can be taken from the price book.</param>
/// <param name="IsStandard">
/// Whether lines without a price book take their prices from this one. A currency has one standard price book.
/// </param>
public sealed record ChangePriceBookRequest(
    [property: Required, MaxLength(PriceBook.NameLength)] string Name,
    DateOnly? ValidFrom = null,
    DateOnly? ValidUntil = null,
    bool IsActive = true,
    bool IsStandard = false);

internal static class ChangePriceBook
{
    public static async Task<Results<Ok<PriceBookResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangePriceBookRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.PriceBooks.FindAsync([id], cancellation) is not { } book)
        {
            return ProductRefusals.BookNotFound.ToProblem();
        }

        var terms = new PriceBookTerms(request.Name.Trim(), request.ValidFrom, request.ValidUntil, request.IsActive, request.IsStandard);
        if (book.Change(terms).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if ((await AddPriceBook.CheckStandard(db, book, cancellation)).IsRefused(out var taken))
        {
            return taken.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(PriceBookResponse.Of(book));
    }
}
