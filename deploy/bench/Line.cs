using System.Globalization;

namespace Funnel.Bench;

/// <summary>A line of the table.</summary>
/// <param name="Measured">As a ratio to the floor, or in its own unit.</param>
/// <param name="Where">One sentence: where the time goes.</param>
internal sealed record Line(string What, string Gate, string Stretch, string Measured, Verdict Verdict, string Where)
{
    public const string Header = "| what | gate | stretch | measured | verdict | where the time goes |\n| --- | --- | --- | --- | --- | --- |";

    public override string ToString() => $"| {What} | {Gate} | {Stretch} | {Measured} | {Verdict.ToString().ToLowerInvariant()} | {Where} |";

    /// <param name="more">What is said beside the figure.</param>
    public static Line Least(string what, double gate, double stretch, double measured, string where, string more = "", bool isEnough = true) =>
        new(what, "≥ " + Text(gate), "≥ " + Text(stretch), Text(measured) + more,
            !isEnough ? Verdict.Inconclusive : measured >= stretch ? Verdict.Stretch : measured >= gate ? Verdict.Pass : Verdict.Miss, where);

    /// <inheritdoc cref="Least"/>
    public static Line Most(string what, double gate, double stretch, double measured, string unit, string where, bool isEnough = true) =>
        new(what, $"≤ {Text(gate)} {unit}", $"≤ {Text(stretch)} {unit}", $"{Text(measured)} {unit}",
            !isEnough ? Verdict.Inconclusive : measured <= stretch ? Verdict.Stretch : measured <= gate ? Verdict.Pass : Verdict.Miss, where);

    public static string Text(double number) =>
        number.ToString(number >= 100 ? "N0" : number >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}

internal enum Verdict
{
    Miss,
    Inconclusive,
    Pass,

    /// <summary>Beyond the gate.</summary>
    Stretch,
}
