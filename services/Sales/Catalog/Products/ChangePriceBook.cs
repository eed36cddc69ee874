using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

/// <param name="ValidFrom">The first day on which it is in force; always where it is absent.</param>
/// <param name="ValidUntil">The last day; for ever where it is absent.</param>
/// <param name="IsStandard">Whether lines that name no price book take their prices from it; one a currency.</param>
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

        if (book.Change(new(request.Name.Trim(), request.ValidFrom, request.ValidUntil, request.IsActive, request.IsStandard)) is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (await AddPriceBook.RefuseStandard(db, book, cancellation) is { } taken)
        {
            return taken.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(PriceBookResponse.Of(book));
    }
}
