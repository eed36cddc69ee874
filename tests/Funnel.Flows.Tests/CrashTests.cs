using Funnel.Chaos;

namespace Funnel.Flows.Tests;

/// <summary>
/// Every part dies by kill -9 while people are captured, decided on and won; it comes back by itself, and nothing that was
/// acknowledged is lost or doubled. The same rounds as <c>./funnel chaos</c>, fewer of them.
/// </summary>
public sealed class CrashTests(RunningSystem system, ITestOutputHelper output)
{
    private const int Times = 2;

    /// <summary>People a second, each of whom makes some twenty-five events: little enough for a small machine that builds besides.</summary>
    private const double Rate = 8;

    /// <summary>What PostgreSQL, the slowest to come back of those that hold everybody up, may take.</summary>
    private const double LongestOutage = 15;

    private const double LongestDrain = 30;

    public static TheoryData<string> Parts => [.. Installation.Parts];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Whatever_dies_comes_back_by_itself_and_nothing_is_lost_or_doubled(string part)
    {
        using var installation = new Installation(system.Home, system.Port);
        var rounds = new Rounds(installation, system.Home, Rate);
        await rounds.Prepare();

        var outcome = await rounds.Run(part, Times, output.WriteLine, TestContext.Current.CancellationToken);

        output.WriteLine(Table.Of([outcome]));
        Assert.Empty(outcome.Verdict.Differences);
        Assert.Empty(outcome.WrongAnswers);
        Assert.Equal((0, 0), (outcome.Verdict.Lost, outcome.Verdict.Doubled));
        Assert.True(outcome.Verdict.Promises > 500, $"Only {outcome.Verdict.Promises} facts were acknowledged.");
        Assert.All(outcome.Drained, seconds => Assert.InRange(seconds, 0, LongestDrain));
        if (part is not "rabbitmq")
        {
            Assert.All(outcome.Healthy, seconds => Assert.InRange(seconds, 0, LongestOutage));
        }

        if (part is "sales" or "insights" or "rabbitmq")
        {
            Assert.Equal(0, outcome.RefusedCaptures);
        }
        else
        {
            Assert.Contains(outcome.Sent, sent => !sent.IsAcknowledged);
        }

        Assert.Empty(await ReadModels.Rebuild(installation, TestContext.Current.CancellationToken));
    }
}
