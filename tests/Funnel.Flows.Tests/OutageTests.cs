using Funnel.Chaos;
using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>
/// A part is down for a while. The other parts go on with the work that does not need it, and the rest is done afterwards.
/// </summary>
public sealed class OutageTests(RunningSystem system)
{
    /// <summary>The people who come while the part is down.</summary>
    private const int People = 30;

    [Fact]
    public async Task Without_the_broker_captures_go_on_without_an_error_and_the_events_arrive_later()
    {
        var (load, verdict) = await Without("rabbitmq", async installation =>
        {
            var answer = await system.Gateway
                .Post("/api/marketing/v1/leads",
                    new { email = $"{Guid.CreateVersion7()}@example.com",
                        touches = new[] { new { kind = "form", asset = "demo-request" } } });
            // The scorer follows the journal, not the bus.
            await system.Gateway
                .Await($"/api/marketing/v1/leads/{answer.GetProperty("id").GetString()}",
                    lead => lead.GetProperty("stage").GetString() == "mql");
            string[] sick = ["rabbitmq", "marketing", "sales", "insights"];
            await Eventually.Get(() => installation.Sick(TestContext.Current.CancellationToken), sick.SequenceEqual);
        });

        Assert.Empty(verdict.Differences);
        Assert.All(load.Door.All, sent => Assert.True(sent.IsAcknowledged));
        Assert.Empty(load.Door.Wrong);
    }

    [Fact]
    public async Task Without_Sales_Marketing_goes_on_and_Sales_gets_its_leads_after_its_return()
    {
        var (load, verdict) = await Without("sales", async _ =>
        {
            var answer = await system.Gateway
                .Post("/api/marketing/v1/leads",
                    new { email = $"{Guid.CreateVersion7()}@example.com",
                        touches = new[] { new { kind = "form", asset = "demo-request" } } });
            var id = answer.GetProperty("id").GetString();
            await system.Gateway.Await($"/api/marketing/v1/leads/{id}", lead => lead.GetProperty("stage").GetString() == "mql");
            Assert.Equal(70, (await system.Gateway.Get($"/api/marketing/v1/leads/{id}/score")).GetProperty("score").GetDecimal());
            await system.Gateway
                .Await($"/api/insights/v1/people/{id}/timeline",
                    story => story.GetProperty("events").EnumerateArray()
                        .Any(@event => @event.GetProperty("type").GetString() == "marketing.lead.qualified.v1"));
        });

        Assert.Empty(verdict.Differences);
        Assert.All(load.Door.All.Where(sent => sent.IsCapture), sent => Assert.True(sent.IsAcknowledged));
        Assert.Empty(load.Door.Wrong);
    }

    /// <summary>People come while the part is down and after its return. Then the oracle compares.</summary>
    private async Task<(Load Load, Verdict Verdict)> Without(string part, Func<Installation, Task> meanwhile)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var installation = new Installation(system.Home, system.Port);
        await Rounds.Prepare(installation);
        var rate = await system.Rate(installation, cancellation);
        var journal = Path.Combine(system.Home, $"without-{part}.journal");
        await installation.Stop(part, cancellation);
        await using var load = new Load(installation.Client(), journal, rate);
        try
        {
            await meanwhile(installation);
            await load.Came(People);
        }
        finally
        {
            await installation.Start(part, cancellation);
        }

        await installation.Recovered(cancellation);
        await load.End();
        return (load, await new Oracle(installation).Judge(journal, cancellation));
    }
}
