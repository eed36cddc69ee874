using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Code">Kebab-case.</param>
/// <param name="Currency">ISO 4217, capitals.</param>
/// <param name="ValidFrom">The first day on which it is in force; always where it is absent.</param>
/// <param name="ValidUntil">The last day; for ever where it is absent.</param>
/// <param name="IsStandard">Whether lines that name no price book take their prices from it; one a currency.</param>
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
                : ProductRefusals.BookCodeTaken.Because($"'{known.Name}' is {known.Code}.").ToProblem();
        }

        if (PriceBook.Open(request.Code, request.Currency, terms, clock.GetUtcNow()).IsRefused(out var refusal, out var opened))
        {
            return refusal.ToProblem();
        }

        if (await RefuseStandard(db, opened, cancellation) is { } taken)
        {
            return taken.ToProblem();
        }

        db.Add(opened);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/price-books/{opened.Id}", PriceBookResponse.Of(opened));
    }

    /// <returns>Which other one is the currency's standard, or null.</returns>
    public static async Task<Refusal?> RefuseStandard(SalesDb db, PriceBook book, CancellationToken cancellation) =>
        book.IsStandard && await db.PriceBooks.AsNoTracking()
            .SingleOrDefaultAsync(other => other.IsStandard && other.Currency == book.Currency && other.Id != book.Id, cancellation) is { } standard
            ? ProductRefusals.StandardTaken.Because($"'{standard.Code}' is that of {standard.Currency}.")
            : null;
}
