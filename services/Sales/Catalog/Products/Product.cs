using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Products;

/// <summary>How often a product is billed.</summary>
public enum Billing
{
    OneOff,
    Monthly,
    Yearly,
}

/// <summary>A product that is sold. A retired product is kept, because past deals and quotes refer to it.</summary>
internal sealed class Product : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$";
    public const int NameLength = 200;
    public const int UnitLength = 40;

    private Product()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>A code such as <c>CRM-100</c>; unique; never changes.</summary>
    public string Code { get; private init; } = "";

    /// <summary>The identity key of the code. Unique: codes that differ in capitals only are one.</summary>
    [IsRecord]
    public string CodeKey { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The identity key of the name.</summary>
    [IsRecord]
    public string NameKey { get; private set; } = "";

    /// <summary>The unit of sale, such as piece, hour or user.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>How often the product is billed. The price of a recurring product is that of one month or one year.</summary>
    public Billing Billing { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    public static Product Create(string code, string name, string unit, Billing billing, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Code = code,
        CodeKey = TextKey.Identity(code),
        Name = TextKey.Show(name),
        NameKey = TextKey.Identity(name),
        Unit = unit.Trim(),
        Billing = billing,
        CreatedAt = now,
    };

    public bool HasTerms(string name, string unit, Billing billing) =>
        Name == TextKey.Show(name) && Unit == unit.Trim() && Billing == billing;

    public void Change(string name, string unit, Billing billing)
    {
        if (!HasTerms(name, unit, billing))
        {
            (Version, Name, NameKey, Unit, Billing) = (Version + 1, TextKey.Show(name), TextKey.Identity(name), unit.Trim(), billing);
        }
    }

    public void Retire(DateTimeOffset now) => (Version, RetiredAt) = (RetiredAt is null ? Version + 1 : Version, RetiredAt ?? now);

    public void BringBack() => (Version, RetiredAt) = (RetiredAt is null ? Version : Version + 1, null);
}
