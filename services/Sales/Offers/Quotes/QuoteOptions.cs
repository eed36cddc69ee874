using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Quotes;

/// <summary>The seller on the documents of quotes, section <c>Quotes</c>.</summary>
internal sealed class QuoteOptions
{
    public const string Section = "Quotes";

    [Required, MaxLength(200)]
    public string Seller { get; init; } = "Your company";

    /// <summary>The lines of the address, separated by line breaks. The tax number can be one of the lines.</summary>
    [MaxLength(1000)]
    public string SellerAddress { get; init; } = "";
}
