using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>
/// A list of prices in one currency, for a period. Lines without a price book take their prices from the currency's standard price
/// book.
/// </summary>
internal sealed class PriceBook : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;

    private PriceBook()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Kebab-case; unique; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>ISO 4217 code in capitals; never changes.</summary>
    public string Currency { get; private init; } = "";

    /// <summary>The first day on which the price book is valid; null for no first day.</summary>
    public DateOnly? ValidFrom { get; private set; }

    /// <summary>The last day on which the price book is valid; null for no last day.</summary>
    public DateOnly? ValidUntil { get; private set; }

    public bool IsActive { get; private set; }

    /// <summary>A currency has at most one standard price book.</summary>
    public bool IsStandard { get; private set; }

    /// <summary>Increases with each change of the price book and of its prices.</summary>
    public int Version { get; private set; }

    public static Result<PriceBook> Create(string code, string currency, PriceBookTerms terms, DateTimeOffset now)
    {
        var book = new PriceBook { Id = Guid.CreateVersion7(now), Code = code, Currency = currency };
        return book.Apply(terms).IsRefused(out var refusal) ? refusal : book;
    }

    public Result Change(PriceBookTerms terms)
    {
        if (Terms == terms)
        {
            return Result.Done;
        }

        var applied = Apply(terms);
        Version += applied.Refusal is null ? 1 : 0;
        return applied;
    }

    /// <summary>
    /// Counts a change of prices as a change of the price book, so that two requests that set prices do not overwrite each other.
    /// </summary>
    public void CountPriceChange() => Version++;

    public PriceBookTerms Terms => new(Name, ValidFrom, ValidUntil, IsActive, IsStandard);

    public bool IsValidOn(DateOnly day) => IsActive && (ValidFrom is null || ValidFrom <= day) && (ValidUntil is null || ValidUntil >= day);

    private Result Apply(PriceBookTerms terms)
    {
        if (ProductRefusals.CheckDay("validFrom", terms.ValidFrom).IsRefused(out var outOfRange)
            || ProductRefusals.CheckDay("validUntil", terms.ValidUntil).IsRefused(out outOfRange))
        {
            return outOfRange;
        }

        if (terms.ValidUntil < terms.ValidFrom)
        {
            return ProductRefusals.EndsBeforeStart(terms.ValidFrom.Value, terms.ValidUntil.Value);
        }

        if (terms is { IsStandard: true, IsActive: false })
        {
            return ProductRefusals.StandardInactive;
        }

        (Name, ValidFrom, ValidUntil, IsActive, IsStandard) = terms;
        return Result.Done;
    }
}

/// <summary>The terms of a price book that can be changed.</summary>
internal sealed record PriceBookTerms(string Name, DateOnly? ValidFrom, DateOnly? ValidUntil, bool IsActive, bool IsStandard);
