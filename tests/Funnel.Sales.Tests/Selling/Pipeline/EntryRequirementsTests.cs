using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.BulkEdits;
using Funnel.Sales.Competitors;
using Funnel.Sales.CustomFields;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class EntryRequirementsTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_move_is_refused_with_all_missing_requirements_and_succeeds_when_they_are_met()
    {
        var rival = Steps.New("rival");
        await sales.Put<CompetitorResponse>($"/api/sales/v1/competitors/{rival}", new { name = "Rival" });
        var pipeline = await Define("amount", "close-date-in-future", "owner", "contact", "competitor", "checklist:bant");
        var deal = await Open(pipeline, 0, "2026-01-31");

        using var refused = await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "proof" });
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal((422, "entry-requirements-missing"), ((int)refused.StatusCode, problem.RootElement.GetProperty("code").GetString()));
        Assert.Equal(
            ["amount", "close-date-in-future", "owner", "contact", "competitor", "checklist:bant/budget", "checklist:bant/authority",
                "checklist:bant/need", "checklist:bant/timeline"],
            problem.RootElement.GetProperty("missing").EnumerateArray().Select(code => code.GetString()));
        Assert.Single(await sales.Published(deal.Id));

        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/amount", new { amount = 10 });
        await sales.Patch<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}",
            new { expectedCloseDate = "2036-01-31", ownerId = fixture.Team[0].Id });
        await sales.Put<OpportunityCompetitorsResponse>($"/api/sales/v1/opportunities/{deal.Id}/competitors",
            new { competitors = new[] { rival } });
        await sales.Post<object>($"/api/sales/v1/opportunities/{deal.Id}/checklists/bant",
            new { answers = new[] { "budget", "authority", "need" }.Select(item => new { item, state = "met" }) });
        Assert.Equal("Stage 'proof' requires: contact, checklist:bant/timeline.",
            (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "proof" }).Refused(422)).Detail);
        Assert.Equal("start", (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Stage);
    }

    [Fact]
    public async Task An_opportunity_that_meets_the_entry_requirements_moves()
    {
        var pipeline = await Define("amount", "close-date-in-future");
        var deal = await Open(pipeline, 10, "2036-01-31");
        Assert.Equal("proof",
            (await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "proof" })).Stage);
    }

    [Fact]
    public async Task An_outcome_has_requirements_too_and_the_final_amount_counts()
    {
        var pipeline = await Define([], ["amount"]);
        var deal = await Open(pipeline, 0, "2036-01-31");
        Assert.Equal("entry-requirements-missing",
            (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price" }).Refused(422)).Code);
        Assert.Equal(OpportunityStatus.Won,
            (await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win",
                new { reason = "price", amount = 5 })).Status);
    }

    [Fact]
    public async Task A_stage_can_require_a_decision_maker_a_next_step_a_checklist_item_and_a_custom_field()
    {
        var field = Steps.New("region");
        await sales.Put<CustomFieldResponse>($"/api/sales/v1/custom-fields/opportunity/{field}", new { label = "Region", type = "text" });
        var pipeline = await Define("decision-maker", "next-step", "checklist:bant/need", $"field:{field}");
        var deal = await Open(pipeline, 10, "2036-01-31");
        Assert.Equal($"Stage 'proof' requires: decision-maker, next-step, checklist:bant/need, field:{field}.",
            (await Move(deal.Id).Refused(422)).Detail);

        var account = (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).AccountId;
        await sales.AddContact(account, "influencer");
        var task = await sales.SetTask(fixture.Team[0].Id, sales.Clock.GetUtcNow().AddDays(1), ("opportunity", deal.Id));
        await sales.Post<object>($"/api/sales/v1/opportunities/{deal.Id}/checklists/bant",
            new { answers = new[] { new { item = "need", state = "met" } } });
        await sales.Patch<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}",
            new { fields = new Dictionary<string, string> { [field] = "north" } });
        Assert.Equal("Stage 'proof' requires: decision-maker.", (await Move(deal.Id).Refused(422)).Detail);
        await sales.AddContact(account, "decisionMaker");
        await sales.Post<TaskResponse>($"/api/sales/v1/tasks/{task.Id}/complete", new { });
        Assert.Equal("Stage 'proof' requires: next-step.", (await Move(deal.Id).Refused(422)).Detail);
        await sales.SetTask(fixture.Team[0].Id, sales.Clock.GetUtcNow().AddDays(1), ("opportunity", deal.Id));
        Assert.True((await Move(deal.Id)).IsSuccessStatusCode);
        Assert.Equal("custom-field-asked-for",
            (await sales.Post($"/api/sales/v1/custom-fields/opportunity/{field}/retire", new { }).Refused(409)).Code);
    }

    [Fact]
    public async Task An_accepted_quote_needs_the_entry_requirements_of_the_won_stage()
    {
        var pipeline = await Define([], ["competitor"]);
        var deal = await Open(pipeline, 10, "2036-01-31");
        var quote = await sales.SentQuote(deal.Id);
        Assert.Equal("entry-requirements-missing",
            (await sales.Answer(quote, "accept", new { by = "Vera", reason = "price" }).Refused(422)).Code);
        Assert.Equal(OpportunityStatus.Open, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Status);
        Assert.DoesNotContain(await sales.Published(quote.QuoteId), fact => fact.Data is Contracts.Sales.QuoteAccepted);

        var rival = Steps.New("rival");
        await sales.Put<CompetitorResponse>($"/api/sales/v1/competitors/{rival}", new { name = "Rival" });
        await sales.Put<OpportunityCompetitorsResponse>($"/api/sales/v1/opportunities/{deal.Id}/competitors",
            new { competitors = new[] { rival } });
        using var accepted = await sales.Answer(quote, "accept", new { by = "Vera", reason = "price" });
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Entry_requirements_hold_for_a_named_stage_and_not_for_history_or_the_first_stage()
    {
        var pipeline = await Define("owner");
        object Deal(string? stage, DateTimeOffset? createdAt = null, Guid? ownerId = null) => new
        {
            account = new { name = Steps.New("account") }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2036-01-31",
            pipeline, stage, createdAt, ownerId, unassigned = ownerId is null,
        };
        Assert.Equal("Stage 'proof' requires: owner.",
            (await sales.Post("/api/sales/v1/opportunities", Deal("proof")).Refused(422)).Detail);
        Assert.Equal("proof",
            (await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Deal("proof", ownerId: fixture.Team[0].Id))).Stage);
        Assert.Equal("start", (await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Deal(null))).Stage);
        Assert.Equal("proof",
            (await sales.Post<OpportunityState>("/api/sales/v1/opportunities",
                Deal("proof", DateTimeOffset.Parse("2020-01-01T00:00:00Z")))).Stage);

        var (handoff, strict) = (await sales.HandOver(), await Define("amount"));
        await sales.Accept(handoff.Id);
        object Conversion(string stage) =>
            new { accountName = Steps.New("account"),
                opportunity = new { name = "D", amount = 0, currency = "EUR", expectedCloseDate = "2036-01-31", pipeline = strict,
                    stage } };
        Assert.Equal("Stage 'proof' requires: amount.",
            (await sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/convert", Conversion("proof")).Refused(422)).Detail);
        await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", Conversion("start"));
    }

    [Fact]
    public async Task A_bulk_edit_checks_the_entry_requirements_after_its_own_changes()
    {
        var pipeline = await Define("owner", "amount");
        var (poor, rich) = (await Open(pipeline, 0, "2036-01-31"), await Open(pipeline, 10, "2036-01-31"));
        var preview = await sales.Post<BulkEditPreview>("/api/sales/v1/opportunities/bulk-edits/preview",
            new { change = new { stage = "proof", ownerId = fixture.Team[0].Id }, ids = new[] { poor.Id, rich.Id } });
        Assert.Equal(("entry-requirements-missing", "Stage 'proof' requires: amount."),
            (preview.Rows.Single(row => row.Id == poor.Id).Code, preview.Rows.Single(row => row.Id == poor.Id).Detail));
        Assert.Equal((1, 1), (preview.WouldChange, preview.Refused));
        await sales.Post<BulkResponse>($"/api/sales/v1/opportunities/bulk-edits/{preview.Token}/apply", new { });
        Assert.Equal("proof", (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{rich.Id}")).Stage);
        Assert.Equal(("start", null),
            ((await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{poor.Id}")).Stage,
                (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{poor.Id}")).OwnerId));
    }

    [Fact]
    public async Task An_unknown_entry_requirement_is_refused()
    {
        var code = Steps.New("unheard-of");
        foreach (var requirement in new[] { "good-weather", "checklist:nowhere", "checklist:bant/colour", "field:unheard-of", "" })
        {
            Assert.Equal("stage-requirement-unknown",
                (await sales.Http.PutAsJsonAsync($"/api/sales/v1/pipelines/{code}", Definition([requirement], [])).Refused(422)).Code);
        }
    }

    private Task<HttpResponseMessage> Move(Guid deal) => sales.Post($"/api/sales/v1/opportunities/{deal}/stage", new { stage = "proof" });

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

    private Task<OpportunityState> Open(string pipeline, decimal amount, string expectedCloseDate) =>
        sales.Post<OpportunityState>("/api/sales/v1/opportunities",
        new { account = new { name = Steps.New("account") }, name = "Deal", amount, currency = "EUR", expectedCloseDate, pipeline,
            unassigned = true });
}
