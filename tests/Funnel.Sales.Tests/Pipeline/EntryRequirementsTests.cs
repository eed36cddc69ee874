using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Sales.Competitors;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class EntryRequirementsTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_move_that_misses_something_is_refused_by_one_problem_that_names_all_of_it_and_passes_once_it_is_there()
    {
        var rival = Steps.New("rival");
        await sales.Put<CompetitorResponse>($"/api/sales/v1/competitors/{rival}", new { name = "Rival" });
        var pipeline = await Define("amount", "close-date-in-future", "owner", "contact", "competitor", "checklist:bant");
        var deal = await Open(pipeline, 0, "2026-01-31");

        using var refused = await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "proof" });
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal((422, "entry-requirements-missing"), ((int)refused.StatusCode, problem.RootElement.GetProperty("code").GetString()));
        Assert.Equal(
            ["amount", "close-date-in-future", "owner", "contact", "competitor", "checklist:bant/budget", "checklist:bant/authority", "checklist:bant/need", "checklist:bant/timeline"],
            problem.RootElement.GetProperty("missing").EnumerateArray().Select(code => code.GetString()));
        Assert.Single(await sales.Published(deal.Id));

        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/amount", new { amount = 10 });
        await sales.Patch<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}", new { expectedCloseDate = "2036-01-31", ownerId = fixture.Team[0].Id });
        await sales.Put<OpportunityCompetitorsResponse>($"/api/sales/v1/opportunities/{deal.Id}/competitors", new { competitors = new[] { rival } });
        await sales.Post<object>($"/api/sales/v1/opportunities/{deal.Id}/checklists/bant",
            new { answers = new[] { "budget", "authority", "need" }.Select(item => new { item, state = "met" }) });
        Assert.Equal("Missing: contact, checklist:bant/timeline.", (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "proof" }).Refused(422)).Detail);
        Assert.Equal("start", (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Stage);
    }

    [Fact]
    public async Task A_deal_with_all_that_its_stage_wants_moves()
    {
        var pipeline = await Define("amount", "close-date-in-future");
        var deal = await Open(pipeline, 10, "2036-01-31");
        Assert.Equal("proof", (await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "proof" })).Stage);
    }

    [Fact]
    public async Task An_outcome_has_requirements_too_and_the_final_amount_counts()
    {
        var pipeline = await Define([], ["amount"]);
        var deal = await Open(pipeline, 0, "2036-01-31");
        Assert.Equal("entry-requirements-missing", (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price" }).Refused(422)).Code);
        Assert.Equal(OpportunityStatus.Won, (await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price", amount = 5 })).Status);
    }

    [Fact]
    public async Task A_stage_asks_only_for_what_there_is()
    {
        var code = Steps.New("unheard-of");
        foreach (var requirement in new[] { "good-weather", "checklist:nowhere", "" })
        {
            Assert.Equal("stage-requirement-unknown", (await sales.Http.PutAsJsonAsync($"/api/sales/v1/pipelines/{code}", Definition([requirement], [])).Refused(422)).Code);
        }
    }

    private Task<string> Define(params string[] requirements) => Define(requirements, []);

    private async Task<string> Define(string[] requirements, string[] ofWon) =>
        (await sales.Put<PipelineResponse>($"/api/sales/v1/pipelines/{Steps.New("strict")}", Definition(requirements, ofWon))).Code;

    private static object Definition(string[] requirements, string[] ofWon) => new
    {
        name = "Strict",
        stages = new object[]
        {
            new { code = "start", name = "Start", probability = 0.1, forecastCategory = "pipeline" },
            new { code = "proof", name = "Proof", probability = 0.5, forecastCategory = "commit", requirements },
            new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won", requirements = ofWon },
            new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
        },
    };

    private Task<OpportunityState> Open(string pipeline, decimal amount, string expectedCloseDate) => sales.Post<OpportunityState>("/api/sales/v1/opportunities",
        new { account = new { name = Steps.New("account") }, name = "Deal", amount, currency = "EUR", expectedCloseDate, pipeline });
}
