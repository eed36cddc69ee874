using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>What a line is worth in its first year and in its whole term.</summary>
/// <remarks>
/// The amount of a recurring line is that of one month or of one year. A term has months, also for a line that is billed by year.
/// <code>
///              first year                        whole term
/// one-off      amount                            amount
/// monthly      amount × min(12, term)            amount × term
/// yearly       amount × min(12, term) ÷ 12       amount × term ÷ 12
/// </code>
/// A recurring line without a term has a term of 12 months, so both values are the same. Each value is rounded once.
/// </remarks>
internal readonly record struct LineValue(decimal FirstYear, decimal Contract)
{
    public const int UsualTerm = 12, LongestTerm = 120;

    private static readonly Refusal OutOfRange = new("term-out-of-range", 422, "The term is out of range.");
    private static readonly Refusal NotRecurring = new("term-of-one-off-line", 422, "A line that is billed once has no term.");

    public static LineValue Of(decimal amount, Billing billing, int? termMonths, string currency)
    {
        var term = termMonths ?? UsualTerm;
        return new(For(Math.Min(term, UsualTerm)), For(term));

        decimal For(int months) => billing switch
        {
            Billing.Monthly => amount * months,
            Billing.Yearly => Money.Round(amount * months / 12, currency),
            _ => amount,
        };
    }

    /// <summary>The amount of a month, not rounded. It is 0 for a line that is billed once.</summary>
    public static decimal MonthOf(decimal amount, Billing billing) => billing switch
    {
        Billing.Monthly => amount,
        Billing.Yearly => amount / 12,
        _ => 0,
    };

    public static Result CheckTerm(int? termMonths, Product? product) =>
        termMonths is not { } months ? Result.Done
        : months is < 1 or > LongestTerm ? OutOfRange.Because($"`termMonths` is {months}. It must be between 1 and {LongestTerm}.")
        : product is { Billing: not Billing.OneOff } ? Result.Done
        : NotRecurring.Because(product is null
            ? $"`termMonths` is {months}, but a line without a product is billed once. Leave `termMonths` out."
            : $"`termMonths` is {months}, but product '{product.Code}' is billed once. Leave `termMonths` out.");
}
