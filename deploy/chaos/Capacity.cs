using System.Diagnostics;

namespace Funnel.Chaos;

/// <summary>Measures how many people a second a running system serves on this machine.</summary>
public static class Capacity
{
    private const int WarmUp = 5, People = 40;

    /// <summary>Lets a number of people come at once, without a fault.</summary>
    /// <param name="folder">The folder for the journals of the load.</param>
    /// <returns>People a second, from the first capture until every person has finished and all is drained.</returns>
    public static async Task<double> Measure(Installation system, string folder, CancellationToken cancellation)
    {
        await Serve(system, folder, WarmUp, cancellation);
        return await Serve(system, folder, People, cancellation);
    }

    private static async Task<double> Serve(Installation system, string folder, int people, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await using var load =
            new Load(system.Client(), Path.Combine(folder, $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}.journal"), rate: 1000);
        await load.Came(people);
        await load.End();
        await new Oracle(system).Drained(cancellation);
        return load.People / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
