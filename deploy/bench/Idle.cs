namespace Funnel.Bench;

/// <summary>The CPU and memory of the system without any requests.</summary>
internal sealed class Idle(SystemUnderTest target)
{
    private const int Seconds = 30;

    private static readonly string[] Services = ["gateway", "marketing", "sales", "insights"];

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        await target.WaitUntilIdle();
        await Task.Delay(TimeSpan.FromSeconds(15));
        var before = Processes.Cpu(target.Home);
        await Task.Delay(TimeSpan.FromSeconds(Seconds));
        var cpu = Processes.Cpu(target.Home)
            .ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 100 / Seconds);
        var memory = Processes.Memory(target.Home);
        var largest = memory.Where(part => Services.Contains(part.Key)).MaxBy(part => part.Value);
        return
        [
            ResultRow.AtMost("idle: CPU of the whole system", 3, 3, cpu.Values.Sum(), "% of a core", $"% by part: {Rounds.Text(cpu)}."),
            ResultRow.AtMost("memory of the whole system", 900, 600, memory.Values.Sum(), "MB", $"MB by part: {Rounds.Text(memory)}."),
            ResultRow.AtMost($"memory of the largest service, {largest.Key}", 200, 200, largest.Value, "MB", ""),
        ];
    }
}
