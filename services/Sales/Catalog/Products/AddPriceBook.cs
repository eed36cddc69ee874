using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Code">The unique code of the price book in kebab-case, such as <c>partners-2026</c>. It never changes.</param>
/// <param name="Currency">ISO 4217 code in capitals. It never changes.</param>
/// <param name="ValidFrom">The first day on which the price book is valid. Leave it out for no first day.</param>
/// <param name="ValidUntil">The last day on which the price book is valid. Leave it out for no last day.</param>
/// <param name="IsActive">Whether prices can be taken from the price book.</param>
/// <param name="IsStandard">
/// Whether lines without a price book take their prices from this one. A currency has one standard price book.
/// </param>
public sealed record AddPriceBookRequest(
    [property: Required, MaxLength(PriceBook.CodeLength), RegularExpression(PriceBook.CodePattern)] string Code,
    [property: Required, MaxLength(PriceBook.NameLength)] string Name,
    [property: Required, MaxLength(Money.CurrencyLength)] string Currency,
    DateOnly? ValidFrom = null,
    DateOnly? ValidUntil = null,
    bool IsActive = true,
    bool IsStandard = false);

internal static class AddPriceBook
{
    public static async Task<Results<Created<PriceBookResponse>, Ok<PriceBookResponse>, ProblemHttpResult>> Handle(
        AddPriceBookRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (Money.Of(0, request.Currency).IsRefused(out var noCurrency, out _))
        {
            return noCurrency.ToProblem();
        }

        var terms = new PriceBookTerms(request.Name.Trim(), request.ValidFrom, request.ValidUntil, request.IsActive, request.IsStandard);
        if (await db.PriceBooks.SingleOrDefaultAsync(book => book.Code == request.Code, cancellation) is { } known)
        {
            return known.Terms == terms && known.Currency == request.Currency
                ? TypedResults.Ok(PriceBookResponse.Of(known))
                : ProductRefusals.BookCodeIsTaken(known).ToProblem();
        }

        if (PriceBook.Create(request.Code, request.Currency, terms, clock.GetUtcNow()).IsRefused(out var refusal, out var created))
        {
            return refusal.ToProblem();
        }

        if ((await CheckStandard(db, created, cancellation)).IsRefused(out var taken))
        {
            return taken.ToProblem();
        }

        db.Add(created);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/price-books/{created.Id}", PriceBookResponse.Of(created));
    }

    /// <summary>Checks that no other price book is the standard of the currency.</summary>
    public static async Task<Result> CheckStandard(SalesDb db, PriceBook book, CancellationToken cancellation) =>
        book.IsStandard && await db.PriceBooks.AsNoTracking()
            .SingleOrDefaultAsync(other => other.IsStandard && other.Currency == book.Currency && other.Id != book.Id, cancellation)
            is { } standard
            ? ProductRefusals.StandardIsTaken(standard)
            : Result.Done;
}
