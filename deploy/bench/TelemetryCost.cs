using System.Globalization;

namespace Funnel.Bench;

/// <summary>
/// What the export of telemetry adds to the CPU of a captured lead, with the dashboard that receives it. <c>./funnel bench</c> runs this
/// part on a system without the export, and then on the same system with it.
/// </summary>
internal sealed class TelemetryCost(SystemUnderTest target)
{
    private const int Clients = 64;

    private static readonly bool IsExported = Environment.GetEnvironmentVariable("BENCH_EXPORT") is not null;

    private string WithoutExport => Path.Combine(target.Home, "cpu-without-export");

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        var requests = Captures.Requests(target.Gateway, await target.Token());
        var result = await Rounds.Measure(
            target, IsExported ? "with telemetry" : "without telemetry", _ => Task.FromResult(1d),
            async seconds => await Load.Closed(target.Gateway, requests, Clients, seconds));
        var cpu = Rounds.Median(result.Kept.Select(round => round.Cpu.Values.Sum()));
        if (!IsExported)
        {
            await File.WriteAllTextAsync(WithoutExport, cpu.ToString("R", CultureInfo.InvariantCulture));
            return [];
        }

        var without = double.Parse(await File.ReadAllTextAsync(WithoutExport), CultureInfo.InvariantCulture);
        return
        [
            ResultRow.AtMost("CPU that the export of telemetry adds to a captured lead, 64 clients", 10, 5, (cpu / without - 1) * 100, "%",
                $"CPU ms per lead: {ResultRow.Text(cpu)} with it, {ResultRow.Text(without)} without. By part: {Rounds.Text(result.Cpu)}.",
                result.IsConclusive),
        ];
    }
}
