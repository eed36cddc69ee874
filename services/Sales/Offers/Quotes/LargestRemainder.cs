namespace Funnel.Sales.Quotes;

/// <summary>Divides a whole into parts that add up to it again: largest remainder.</summary>
internal static class LargestRemainder
{
    /// <param name="whole">In the smallest unit, such as cents. Where it is not more than the weights together, no part exceeds its weight.</param>
    /// <param name="weights">In the same unit, or in any where only their proportion counts.</param>
    /// <param name="ties">Which of two parts of equal remainder and weight is the first to get a unit more: the larger one.</param>
    /// <remarks>What a part gets depends on its weight and tie, not on its place, as far as a difference can be seen.</remarks>
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
            .OrderByDescending(part => remainders[part]).ThenByDescending(part => weights[part]).ThenByDescending(part => ties[part]).Take(missing))
        {
            parts[part]++;
        }

        return parts;
    }
}
