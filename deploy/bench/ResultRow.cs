using System.Globalization;

namespace Funnel.Bench;

/// <summary>A row of the result table.</summary>
/// <param name="Measured">The ratio to the floor, or a figure with its unit.</param>
/// <param name="Details">One sentence that says where the time goes.</param>
internal sealed record ResultRow(string Metric, string Gate, string Stretch, string Measured, Verdict Verdict, string Details)
{
    public const string Header =
        "| what | gate | stretch | measured | verdict | where the time goes |\n| --- | --- | --- | --- | --- | --- |";

    public override string ToString() =>
        $"| {Metric} | {Gate} | {Stretch} | {Measured} | {Verdict.ToString().ToLowerInvariant()} | {Details} |";

    /// <param name="rates">The rates behind the ratio.</param>
    public static ResultRow AtLeast(string metric, double gate, double stretch, double measured, string details, string rates = "",
        bool isConclusive = true) =>
        new(metric, "≥ " + Text(gate), "≥ " + Text(stretch), Text(measured) + rates,
            !isConclusive ? Verdict.Inconclusive : measured >= stretch ? Verdict.Stretch : measured >= gate ? Verdict.Pass : Verdict.Miss,
            details);

    /// <inheritdoc cref="AtLeast"/>
    public static ResultRow AtMost(string metric, double gate, double stretch, double measured, string unit, string details,
        bool isConclusive = true) =>
        new(metric, $"≤ {Text(gate)} {unit}", $"≤ {Text(stretch)} {unit}", $"{Text(measured)} {unit}",
            !isConclusive ? Verdict.Inconclusive : measured <= stretch ? Verdict.Stretch : measured <= gate ? Verdict.Pass : Verdict.Miss,
            details);

    public static string Text(double number) =>
        number.ToString(number >= 100 ? "N0" : number >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}

internal enum Verdict
{
    Miss,
    Inconclusive,
    Pass,

    /// <summary>Better than the stretch goal.</summary>
    Stretch,
}
