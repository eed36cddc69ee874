namespace Funnel.Bench;

/// <summary>What the system takes while nobody asks for anything.</summary>
internal sealed class Idle(Plant plant)
{
    private const int Seconds = 30;

    private static readonly string[] Services = ["gateway", "marketing", "sales", "insights"];

    public async Task<IReadOnlyList<Line>> Measure()
    {
        await plant.Settle();
        await Task.Delay(TimeSpan.FromSeconds(15));
        var before = Processes.Cpu(plant.Home);
        await Task.Delay(TimeSpan.FromSeconds(Seconds));
        var cpu = Processes.Cpu(plant.Home).ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 100 / Seconds);
        var memory = Processes.Memory(plant.Home);
        var largest = memory.Where(part => Services.Contains(part.Key)).MaxBy(part => part.Value);
        return
        [
            Line.Most("idle: CPU of the whole system", 3, 3, cpu.Values.Sum(), "% of a core", $"% by part: {Rounds.Text(cpu)}."),
            Line.Most("memory of the whole system", 900, 600, memory.Values.Sum(), "MB", $"MB by part: {Rounds.Text(memory)}."),
            Line.Most($"memory of the largest service, {largest.Key}", 200, 200, largest.Value, "MB", ""),
        ];
    }
}
