using System.Globalization;
using System.Text;

namespace Funnel.Chaos;

/// <summary>The outcomes as a table, with a line for each part.</summary>
public static class Table
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        var table = new StringBuilder();
        table.AppendLine(
            "part       rounds  people  promises  lost  doubled  healthy s p50 / p95 / max  drained s p50 / p95 / max  captures refused  "
                + "capture ms p99");
        foreach (var outcome in outcomes)
        {
            table.AppendLine(CultureInfo.InvariantCulture,
                $"{outcome.Part,-10} {outcome.Healthy.Count,6}  {outcome.People,6}  {outcome.Verdict.Promises,8}  {outcome.Verdict.Lost,4}"
                    + $"  {outcome.Verdict.Doubled,7}  {Spread(outcome.Healthy),25}  {Spread(outcome.Drained),25}"
                    + $"  {outcome.RefusedCaptures,16}  {Rank([.. outcome.Captures.Select(sent => sent.Milliseconds)], 0.99),14:F0}");
        }

        return table.ToString();
    }

    private static string Spread(IReadOnlyList<double> seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Rank(seconds, 0.5):F1} / {Rank(seconds, 0.95):F1} / {Rank(seconds, 1):F1}");

    private static double Rank(IReadOnlyList<double> values, double share) =>
        values.Count == 0 ? 0 : values.Order().ElementAt((int)Math.Ceiling(values.Count * share) - 1);
}
