using Funnel.Chaos;

namespace Funnel.Flows.Tests;

/// <summary>
/// Every part is killed by SIGKILL while people are captured, decided on and won. It comes back by itself, and no acknowledged
/// fact is lost or doubled. These are the rounds of <c>./funnel chaos</c>, but fewer of them.
/// </summary>
public sealed class CrashTests(RunningSystem system, ITestOutputHelper output)
{
    private const int Times = 2, LeastPromises = 501;

    public static TheoryData<string> Parts => [.. Installation.Parts];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_killed_part_comes_back_by_itself_and_nothing_is_lost_or_doubled(string part)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var installation = new Installation(system.Home, system.Port);
        await Rounds.Prepare(installation);
        var rounds = new Rounds(installation, system.Home, await system.Rate(installation, cancellation), LeastPromises);

        // A part that does not come back ends this with an exception.
        var outcome = await rounds.Run(part, Times, output.WriteLine, cancellation);

        output.WriteLine(Table.Of([outcome]));
        Assert.Empty(outcome.Verdict.Differences);
        Assert.Empty(outcome.WrongAnswers);
        Assert.Equal((0, 0), (outcome.Verdict.Lost, outcome.Verdict.Doubled));
        Assert.True(outcome.Verdict.Promises >= LeastPromises, $"Only {outcome.Verdict.Promises} facts were acknowledged.");
        Assert.Equal((Times, Times), (outcome.Healthy.Count, outcome.Drained.Count));
        if (part is "sales" or "insights" or "rabbitmq")
        {
            Assert.Equal(0, outcome.RefusedCaptures);
        }
        else
        {
            Assert.Contains(outcome.Sent, sent => !sent.IsAcknowledged);
        }

        Assert.Empty(await ReadModels.Rebuild(installation, cancellation));
    }
}
