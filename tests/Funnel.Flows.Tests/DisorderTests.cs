using Funnel.Chaos;

namespace Funnel.Flows.Tests;

/// <summary>Every event reaches every listener twice and in another order. The state must be the same as without that.</summary>
public sealed class DisorderTests(RunningSystem system)
{
    private const int People = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Doubled_and_shuffled_events_lead_to_the_same_state(int seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var installation = new Installation(system.Home, system.Port);
        await Rounds.Prepare(installation);
        var rate = await system.Rate(installation, cancellation);
        var journal = Path.Combine(system.Home, $"disorder-{seed}.journal");
        await using var shuffler = await Shuffler.Between(installation, seed, cancellation);
        await using var load = new Load(installation.Client(), journal, rate);
        await load.Came(People);
        await load.End();
        await shuffler.End(cancellation);

        var verdict = await new Oracle(installation).Judge(journal, cancellation);
        Assert.True(verdict.Differences.Count == 0, $"Seed {seed}: {string.Join("; ", verdict.Differences)}");
        Assert.Empty(load.Door.Wrong);
        Assert.InRange(shuffler.Count.Taken, verdict.Promises, int.MaxValue);
        Assert.Equal(2 * shuffler.Count.Taken, shuffler.Count.Given);
        Assert.Empty(await ReadModels.Rebuild(installation, cancellation));
    }
}
