using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Quotes;

/// <summary>Who offers, as it stands on a quote; section <c>Quotes</c>.</summary>
internal sealed class QuoteOptions
{
    public const string Section = "Quotes";

    [Required, MaxLength(200)]
    public string Seller { get; init; } = "Your company";

    /// <summary>Lines parted by line breaks; a tax number is one of them.</summary>
    [MaxLength(1000)]
    public string SellerAddress { get; init; } = "";
}
