namespace Funnel.Sales.Quotes;

/// <summary>Divides an amount into shares that add up to it, by the largest-remainder method.</summary>
internal static class LargestRemainder
{
    /// <param name="whole">
    /// The amount in the smallest unit, such as cents. If it is at most the sum of the weights, no share exceeds its weight.
    /// </param>
    /// <param name="weights">The weights. Only their proportion counts.</param>
    /// <param name="ties">
    /// Of two shares with equal remainder and weight, the one with the larger tie value gets the additional unit first.
    /// </param>
    /// <remarks>A share depends on its weight and tie value, not on its place in the list.</remarks>
    public static long[] Allocate(long whole, IReadOnlyList<long> weights, IReadOnlyList<decimal> ties)
    {
        var sum = weights.Aggregate(Int128.Zero, (before, weight) => before + weight);
        var parts = new long[weights.Count];
        if (whole == 0 || sum == 0)
        {
            return parts;
        }

        var remainders = new Int128[weights.Count];
        for (var part = 0; part < parts.Length; part++)
        {
            var (share, remainder) = Int128.DivRem((Int128)whole * weights[part], sum);
            (parts[part], remainders[part]) = ((long)share, remainder);
        }

        var missing = (int)(whole - parts.Sum());
        foreach (var part in Enumerable.Range(0, parts.Length)
            .OrderByDescending(part => remainders[part]).ThenByDescending(part => weights[part]).ThenByDescending(part => ties[part])
            .Take(missing))
        {
            parts[part]++;
        }

        return parts;
    }
}
