using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Quotes;

/// <summary>The seller on the documents of quotes, and their fonts, section <c>Quotes</c>.</summary>
internal sealed class QuoteOptions : IValidatableObject
{
    public const string Section = "Quotes";

    /// <summary>Stands on drafts until the seller is set. Such a quote is not sent.</summary>
    public const string NoSeller = "Your company";

    [Required, MaxLength(200)]
    public string Seller { get; init; } = NoSeller;

    /// <summary>The lines of the address, separated by line breaks. The tax number can be one of the lines.</summary>
    [MaxLength(1000)]
    public string SellerAddress { get; init; } = "";

    /// <summary>How the customer reaches the seller: lines such as a telephone number, an email address and a web site.</summary>
    [MaxLength(1000)]
    public string SellerContact { get; init; } = "";

    /// <summary>A folder with further font files (ttf, otf, ttc), for scripts that the fonts of Funnel do not have.</summary>
    [MaxLength(1000)]
    public string? FontFolder { get; init; }

    public bool NamesSeller =>
        !string.IsNullOrWhiteSpace(Seller) && !Seller.Trim().Equals(NoSeller, StringComparison.OrdinalIgnoreCase);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        FontFolder is { Length: > 0 } folder && !Directory.Exists(folder)
            ? [new($"`{Section}:FontFolder` is '{folder}', which is not a folder.", [nameof(FontFolder)])] : [];
}
