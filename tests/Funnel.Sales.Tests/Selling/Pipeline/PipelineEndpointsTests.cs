using Funnel.Contracts.Sales;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Sales.Tests;

public sealed class PipelineEndpointsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task The_default_pipeline_has_the_fields_stages()
    {
        var pipeline = (await sales.Get<PipelinesResponse>("/api/sales/v1/pipelines")).Items.Single(pipeline => pipeline.Code == "default");
        Assert.Equal(
            [("qualification", 0.10m, ForecastCategory.Pipeline), ("discovery", 0.25m, ForecastCategory.Pipeline),
                ("proposal", 0.50m, ForecastCategory.BestCase),
             ("negotiation", 0.75m, ForecastCategory.Commit), ("won", 1m, ForecastCategory.Closed), ("lost", 0m, ForecastCategory.Omitted)],
            pipeline.Stages.Select(stage => (stage.Code, stage.Probability, stage.ForecastCategory)));
    }

    [Fact]
    public async Task An_opportunity_moves_through_its_stages_to_won_and_keeps_every_step()
    {
        var deal = await sales.Open(1000);
        Assert.Equal(0.50m, (await Move(deal.Id, "proposal")).Probability);
        await Move(deal.Id, "proposal");
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/amount", new { amount = 900.25m });
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/amount", new { amount = 900.25m });
        await Move(deal.Id, "discovery");
        var won = await sales.Post<OpportunityState>($"{Path}/{deal.Id}/win", new { reason = "price", amount = 950 });
        Assert.Equal((OpportunityStatus.Won, "won", 1m, 950m, "price"), (won.Status, won.Stage, won.Probability, won.Amount, won.Reason));

        var facts = await sales.Published(deal.Id);
        facts.WithoutGaps();
        Assert.Equal(
            [typeof(OpportunityCreated), typeof(OpportunityStageChanged), typeof(OpportunityAmountChanged),
                typeof(OpportunityStageChanged), typeof(OpportunityWon)],
            facts.Select(fact => fact.Data!.GetType()));
        Assert.Equal(new OpportunityStageChanged(deal.Id, null, "qualification", "proposal", 0.50m), facts[1].Data);
        Assert.Equal(new OpportunityAmountChanged(deal.Id, null, 1000, 900.25m, "EUR"), facts[2].Data);
        Assert.Equal(facts.Take(4).Select(fact => fact.Id), facts.Skip(1).Select(fact => fact.CausationId!.Value));
        Assert.All(facts, fact => Assert.Equal(deal.Id, fact.CorrelationId));

        var shown = await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}");
        Assert.Equal(["qualification", "proposal", "discovery", "won"], shown.StageHistory.Select(entry => entry.ToStage));
        Assert.Equal([1000m, 900.25m, 950m], shown.AmountHistory.Select(entry => entry.ToAmount));
    }

    [Theory]
    [InlineData("stage_history")]
    [InlineData("amount_history")]
    public async Task A_history_cannot_be_rewritten(string table)
    {
        var deal = await sales.Open();
        foreach (var sql in new[] { $"update {table} set at = now() where opportunity_id = $1",
            $"delete from {table} where opportunity_id = $1" })
        {
            await using var command = sales.Database.CreateCommand(sql);
            command.Parameters.Add(new() { Value = deal.Id });
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        }
    }

    [Fact]
    public async Task A_stage_of_another_pipeline_or_a_closed_stage_is_refused()
    {
        await using (var command = sales.Database.CreateCommand(
            """
            insert into pipelines (code, name, version) values ('partners', 'Partners', 0) on conflict do nothing;
            insert into stages (pipeline, code, name, probability, forecast_category, "order", kind)
            values ('partners', 'referral', 'Referral', 0.3, 'Pipeline', 1, 'Open'), ('partners', 'won', 'Won', 1, 'Closed', 2, 'Won'),
                ('partners', 'lost', 'Lost', 0, 'Omitted', 3, 'Lost') on conflict do nothing
            """))
        {
            await command.ExecuteNonQueryAsync();
        }

        var deal = await sales.Open();
        Assert.Equal("stage-not-in-pipeline", (await sales.Post($"{Path}/{deal.Id}/stage", new { stage = "referral" }).Refused(422)).Code);
        Assert.Equal("stage-needs-outcome", (await sales.Post($"{Path}/{deal.Id}/stage", new { stage = "won" }).Refused(422)).Code);
        Assert.Single(await sales.Published(deal.Id));
        await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var command = sales.Database.CreateCommand($"update opportunities set stage = 'referral' where id = '{deal.Id}'");
            await command.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task A_closed_opportunity_stays_closed_and_the_same_outcome_again_changes_nothing()
    {
        var deal = await sales.Open(1000);
        var lost = await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "competitor" });
        Assert.Equal(lost, await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "competitor" }));
        Assert.Equal(lost,
            await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose",
                new { reason = "competitor", amount = 1000, occurredAt = lost.ClosedAt }));

        foreach (var (verb, body) in new (string, object)[]
        {
            ("win", new { reason = "price" }), ("lose", new { reason = "price" }), ("lose", new { reason = "competitor", amount = 1 }),
            ("stage", new { stage = "proposal" }), ("amount", new { amount = 5 }),
        })
        {
            var (code, detail) = await sales.Post($"{Path}/{deal.Id}/{verb}", body).Refused(409);
            Assert.Equal("opportunity-already-closed", code);
            Assert.StartsWith("The opportunity was lost at ", detail);
        }

        Assert.Equal(2, (await sales.Published(deal.Id)).Count);
    }

    [Fact]
    public async Task One_of_twenty_concurrent_closings_succeeds()
    {
        var deal = await sales.Open();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(person =>
            sales.Post($"{Path}/{deal.Id}/{(person % 2 == 0 ? "win" : "lose")}", new { reason = "price", amount = person })));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal(2, (await sales.Published(deal.Id)).Count);
    }

    [Theory]
    [InlineData("win", "{\"reason\":\"competitor\"}", 422, "reason-not-on-list")]
    [InlineData("lose", "{\"reason\":\"best-fit\"}", 422, "reason-not-on-list")]
    [InlineData("win", "{}", 400, "malformed-request")]
    [InlineData("win", "{\"reason\":\"price\",\"amount\":-1}", 422, "amount-out-of-range")]
    [InlineData("win", "{\"reason\":\"price\",\"occurredAt\":\"2017-01-01T00:00:00Z\"}", 422, "before-creation")]
    [InlineData("win", "{\"reason\":\"price\",\"occurredAt\":\"0001-01-01T00:00:00Z\"}", 422, "occurred-at-out-of-range")]
    [InlineData("stage", "{\"stage\":\"proposal\",\"occurredAt\":\"2017-01-01T00:00:00Z\"}", 422, "before-creation")]
    [InlineData("amount", "{\"amount\":1e30}", 400, "malformed-request")]
    [InlineData("amount", "{\"amount\":1000000000001}", 422, "amount-out-of-range")]
    public async Task A_wrong_move_is_refused_and_nothing_changes(string verb, string json, int status, string code)
    {
        var deal = await sales.Open();
        Assert.Equal(code, (await sales.PostRaw($"{Path}/{deal.Id}/{verb}", json).Refused(status)).Code);
        Assert.Single(await sales.Published(deal.Id));
    }

    [Fact]
    public async Task The_list_filters_and_pages()
    {
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("Lister"), unassigned = true });
        var deals = new List<OpportunityState>();
        for (var count = 0; count < 3; count++)
        {
            deals.Add(await sales.Post<OpportunityState>(Path, Steps.Opportunity(count, account: new { id = account.Id })));
        }

        await sales.Post<OpportunityState>($"{Path}/{deals[0].Id}/win", new { reason = "price" });
        await Move(deals[1].Id, "proposal");
        Assert.Equal([deals[2].Id, deals[1].Id], await Found("status=open"));
        Assert.Equal([deals[0].Id], await Found("status=won"));
        Assert.Equal([deals[1].Id], await Found("stage=proposal"));
        Assert.Empty(await Found($"ownerId={Guid.CreateVersion7()}"));
        Assert.Equal([deals[1].Id], await Found($"limit=1&after={deals[2].Id}"));

        async Task<IEnumerable<Guid>> Found(string query) =>
            (await sales.Get<Page<OpportunitySummary>>($"{Path}?accountId={account.Id}&{query}")).Items.Select(item => item.Id);
    }

    private Task<OpportunityState> Move(Guid id, string stage) => sales.Post<OpportunityState>($"{Path}/{id}/stage", new { stage });
}
