using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>Prices in one currency, for a time. A currency has one standard price book, from which a line takes its price where it names none.</summary>
internal sealed class PriceBook : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;

    private PriceBook()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Kebab-case; unique, never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>ISO 4217, capitals; never changes.</summary>
    public string Currency { get; private init; } = "";

    /// <summary>The first day on which it is in force; always where it is absent.</summary>
    public DateOnly? ValidFrom { get; private set; }

    /// <summary>The last day.</summary>
    public DateOnly? ValidUntil { get; private set; }

    public bool IsActive { get; private set; }

    /// <summary>One a currency.</summary>
    public bool IsStandard { get; private set; }

    /// <summary>Rises with each change, of its prices too.</summary>
    public int Version { get; private set; }

    public static Result<PriceBook> Open(string code, string currency, PriceBookTerms terms, DateTimeOffset now)
    {
        var book = new PriceBook { Id = Guid.CreateVersion7(now), Code = code, Currency = currency };
        return book.Take(terms) is { } refusal ? refusal : book;
    }

    /// <returns>Why not, or null.</returns>
    public Refusal? Change(PriceBookTerms terms)
    {
        if (Terms == terms)
        {
            return null;
        }

        Version++;
        return Take(terms);
    }

    public void ChangePrices() => Version++;

    public PriceBookTerms Terms => new(Name, ValidFrom, ValidUntil, IsActive, IsStandard);

    public bool IsInForce(DateOnly day) => IsActive && (ValidFrom is null || ValidFrom <= day) && (ValidUntil is null || ValidUntil >= day);

    private Refusal? Take(PriceBookTerms terms)
    {
        if (ProductRefusals.Refuse(terms.ValidFrom, terms.ValidUntil) is { } impossible)
        {
            return impossible;
        }

        if (terms.ValidUntil < terms.ValidFrom)
        {
            return ProductRefusals.PeriodBackwards;
        }

        if (terms is { IsStandard: true, IsActive: false })
        {
            return ProductRefusals.StandardInactive;
        }

        (Name, ValidFrom, ValidUntil, IsActive, IsStandard) = terms;
        return null;
    }
}

/// <summary>What can be changed of a price book.</summary>
internal sealed record PriceBookTerms(string Name, DateOnly? ValidFrom, DateOnly? ValidUntil, bool IsActive, bool IsStandard);

/// <summary>What one unit of a product costs in a price book from a day on, until the next one.</summary>
internal sealed class Price
{
    private Price()
    {
    }

    public Guid PriceBookId { get; private init; }

    public Guid ProductId { get; private init; }

    public DateOnly ValidFrom { get; private init; }

    /// <summary>Of one unit, in the book's currency, up to four decimals.</summary>
    public decimal Amount { get; private set; }

    public static Price Set(Guid priceBook, Guid product, DateOnly validFrom, decimal amount) =>
        new() { PriceBookId = priceBook, ProductId = product, ValidFrom = validFrom, Amount = amount };

    public void Become(decimal amount) => Amount = amount;
}
