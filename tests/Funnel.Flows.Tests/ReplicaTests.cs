using System.Text.Json;
using Funnel.Demo;

namespace Funnel.Flows.Tests;

/// <summary>Two processes of each service, on the same databases and the same queues.</summary>
public sealed class ReplicaTests(RunningSystem system)
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 20 };

    [Fact]
    public async Task With_two_replicas_of_each_service_nothing_is_doubled_and_nothing_is_lost()
    {
        const int People = 200;
        await using var marketing = await system.StartReplica("marketing");
        await using var sales = await system.StartReplica("sales");
        await using var insights = await system.StartReplica("insights");
        var first = system.Gateway;
        var run = $"replicas-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        await first.Post("/api/sales/v1/representatives", new { name = "Rita Two", email = $"{run}@funnel.example" });

        // Both replicas capture each person at the same time. There must be one lead.
        var leads = new string[People];
        await Parallel.ForEachAsync(Enumerable.Range(0, People), AtOnce, async (number, _) =>
        {
            var lead = new
            {
                email = $"{run}-{number}@example.com",
                channel = run,
                touches = new[] { new { kind = "form", asset = "demo-request", externalId = $"{run}-{number}" } },
            };
            var answers = await Task.WhenAll(new[] { first, marketing.Api }.Select(api => api.Post("/api/marketing/v1/leads", lead)));
            Assert.Equal(answers[0].GetProperty("id").GetString(), answers[1].GetProperty("id").GetString());
            leads[number] = answers[0].GetProperty("id").GetString()!;
        });
        Assert.Equal(People, leads.Distinct().Count());

        // Two people accept each handoff at the same time, on different replicas. One of them gets it.
        await Parallel.ForEachAsync(leads, AtOnce, async (lead, _) => await Win(lead, first, sales.Api));

        var path = $"/api/insights/v1/funnels/cohorts?by=channel";
        foreach (var api in new[] { first, insights.Api })
        {
            var answer = await api.Await(path, cohorts => Stages(cohorts) is [_, _, _, People]);
            Assert.Equal([People, People, People, People], Stages(answer));
        }

        var journals = await system.Journals([.. leads]);
        foreach (var type in new[]
                 {
                     "marketing.contact.captured.v1", "marketing.touch.recorded.v1", "marketing.lead.qualified.v1",
                     "sales.lead.assigned.v1",
                     "sales.lead.accepted.v1", "sales.opportunity.created.v1", "sales.opportunity.won.v1",
                 })
        {
            Assert.Equal(People, journals.Count(@event => @event.GetProperty("type").GetString() == type));
        }

        long[] Stages(JsonElement cohorts) =>
            cohorts.GetProperty("cohorts").EnumerateArray().Where(cohort => cohort.GetProperty("channel").GetString() == run)
            .SelectMany(cohort => cohort.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("count").GetInt64()))
            .ToArray();
    }

    private static async Task Win(string lead, Gateway first, Gateway second)
    {
        var page =
            await first.Await($"/api/sales/v1/handoffs?leadId={lead}", handoffs => handoffs.GetProperty("items").GetArrayLength() > 0);
        var handoff = $"/api/sales/v1/handoffs/{Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("id").GetString()}";
        var taken = await Task.WhenAll(Accept(first, "Left"), Accept(second, "Right"));
        Assert.Single(taken, accepted => accepted);
        var request =
            new { accountName = $"Account {lead}",
                opportunity = new { name = "Deal", amount = 100, currency = "EUR", expectedCloseDate = "2030-01-01" } };
        var converted = await Task.WhenAll(first.Post($"{handoff}/convert", request), second.Post($"{handoff}/convert", request));
        var deal = Assert.Single(converted.Select(answer => answer.GetProperty("opportunityId").GetString()).Distinct());
        await Task.WhenAll(
            new[] { first, second }.Select(api => api.Post($"/api/sales/v1/opportunities/{deal}/win", new { reason = "best-fit" })));

        async Task<bool> Accept(Gateway api, string who)
        {
            try
            {
                await api.Post($"{handoff}/accept", new { decidedBy = who });
                return true;
            }
            catch (HttpRequestException refused)
            {
                Assert.Contains("handoff-already-decided", refused.Message);
                return false;
            }
        }
    }
}
