using CsCheck;
using Funnel.Messaging;
using Funnel.Sales.BulkEdits;
using Funnel.Sales.Competitors;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ApplyBulkEditTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    /// <summary>Any change of six deals. Some are closed or already in the stage. The edit must do what the preview shows.</summary>
    [Fact]
    public async Task A_preview_is_applied_exactly_as_it_was_shown() =>
        await Gen.Select(Gen.Int[0, 3].Array[6], Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 3]).SampleAsync(async any =>
    {
        var (states, stage, forecast, day) = any;
        List<Guid> deals = [];
        foreach (var state in states)
        {
            var deal = await sales.Open();
            deals.Add(deal.Id);
            if (state > 0)
            {
                await sales.Post<OpportunityState>($"{Path}/{deal.Id}/{(state == 1 ? "win" : state == 2 ? "lose" : "stage")}",
                    state == 3 ? new { stage = "proposal" } : (object)new { reason = "price" });
            }
        }

        var change = new
        {
            stage = new[] { null, "proposal", "negotiation", "won", "nowhere" }[stage],
            forecastCategory = new[] { null, "omitted", "commit", "closed", "bestCase" }[forecast],
            expectedCloseDate = new[] { null, "2026-12-31", "2027-05-01", "1900-01-01" }[day],
        };
        if (change is { stage: null, forecastCategory: null, expectedCloseDate: null })
        {
            Assert.Equal("bulk-edit-empty",
                (await sales.Post($"{Path}/bulk-edits/preview", new { change, ids = deals }).Refused(422)).Code);
            return;
        }

        var before = await Sequences(deals);
        var preview = await sales.Post<BulkEditPreview>($"{Path}/bulk-edits/preview", new { change, ids = deals });
        Assert.Equal(before, await Sequences(deals));
        var applied = await sales.Post<BulkResponse>($"{Path}/bulk-edits/{preview.Token}/apply", new { });
        Assert.Equal(preview.Rows.Select(row => (row.Outcome, row.Code, row.Detail)),
            applied.Results.Select(result => (result.Outcome, result.Code, result.Detail)));
        var after = await Sequences(deals);
        Assert.All(preview.Rows, row => Assert.Equal(row.Outcome == BulkOutcome.Done, after[row.Id] > before[row.Id]));
        Assert.Equal(applied.Results, (await sales.Post<BulkResponse>($"{Path}/bulk-edits/{preview.Token}/apply", new { })).Results);
        Assert.Equal(after, await Sequences(deals));
    }, iter: 15, threads: 1);

    [Fact]
    public async Task An_opportunity_that_changed_after_the_preview_is_refused()
    {
        var (theirs, ours) = (await sales.Open(), await sales.Open());
        var preview =
            await sales.Post<BulkEditPreview>($"{Path}/bulk-edits/preview",
                new { change = new { ownerId = fixture.Team[0].Id, stage = "discovery" }, ids = new[] { theirs.Id, ours.Id } });
        Assert.Equal(2, preview.WouldChange);
        await sales.Post<OpportunityState>($"{Path}/{theirs.Id}/stage", new { stage = "proposal" });
        var applied = await sales.Post<BulkResponse>($"{Path}/bulk-edits/{preview.Token}/apply", new { });
        Assert.Equal((1, 1), (applied.Done, applied.Refused));
        Assert.Equal("bulk-edit-stale", applied.Results.Single(result => result.Code is not null).Code);
        Assert.Equal("proposal", (await sales.Get<OpportunityResponse>($"{Path}/{theirs.Id}")).Stage);
        var edited = await sales.Get<OpportunityResponse>($"{Path}/{ours.Id}");
        Assert.Equal(("discovery", fixture.Team[0].Id), (edited.Stage, edited.OwnerId));
        (await sales.Published(ours.Id)).WithoutGaps();
    }

    [Fact]
    public async Task An_edit_is_refused_if_what_it_needs_changed_after_the_preview()
    {
        var competitor = Steps.New("rival");
        await sales.Put<CompetitorResponse>($"/api/sales/v1/competitors/{competitor}", new { name = "Rival" });
        var pipeline = (await sales.Put<PipelineResponse>($"/api/sales/v1/pipelines/{Steps.New("bulk")}", Stages())).Code;
        var deal =
            await sales.Post<OpportunityState>(Path,
                new { account = new { name = Steps.New("account") }, name = "Deal", amount = 1, currency = "EUR",
                    expectedCloseDate = "2036-01-31", pipeline, unassigned = true });
        var preview =
            await sales.Post<BulkEditPreview>($"{Path}/bulk-edits/preview",
                new { change = new { stage = "second", expectedCloseDate = "2036-02-01" }, ids = new[] { deal.Id } });
        Assert.Equal(["expectedCloseDate", "stage"], Assert.Single(preview.Rows).Changed);
        await sales.Put<PipelineResponse>($"/api/sales/v1/pipelines/{pipeline}", Stages("competitor"));
        var applied = await sales.Post<BulkResponse>($"{Path}/bulk-edits/{preview.Token}/apply", new { });
        Assert.Equal("bulk-edit-stale", Assert.Single(applied.Results).Code);
        Assert.Single(await sales.Published(deal.Id));

        static object Stages(params string[] requirements) => new
        {
            name = "Bulk",
            stages = new object[]
            {
                new { code = "first", name = "First", probability = 0.1, forecastCategory = "pipeline" },
                new { code = "second", name = "Second", probability = 0.5, forecastCategory = "commit", requirements },
                new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won" },
                new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
            },
        };
    }

    [Fact]
    public async Task The_facts_of_a_bulk_edit_are_those_of_single_changes()
    {
        var (one, other) = (await sales.Open(), await sales.Open());
        await sales.Patch<OpportunityState>($"{Path}/{one.Id}", new { expectedCloseDate = "2027-05-01", ownerId = fixture.Team[1].Id });
        await sales.Post<OpportunityState>($"{Path}/{one.Id}/stage", new { stage = "proposal" });
        var preview =
            await sales.Post<BulkEditPreview>($"{Path}/bulk-edits/preview",
                new { change = new { expectedCloseDate = "2027-05-01", ownerId = fixture.Team[1].Id, stage = "proposal" },
                    ids = new[] { other.Id } });
        await sales.Post<BulkResponse>($"{Path}/bulk-edits/{preview.Token}/apply", new { });
        var (single, bulk) = (await Facts(one.Id), await Facts(other.Id));
        Assert.Equal(single, bulk);
        (await sales.Published(other.Id)).WithoutGaps();

        async Task<IEnumerable<string>> Facts(Guid deal) => (await sales.Published(deal)).Skip(1)
            .Select(fact => System.Text.Json.JsonSerializer.Serialize(fact.Data, fact.Data!.GetType())
                .Replace(deal.ToString(), "deal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bulk_edit_may_change_a_thousand_opportunities_and_not_more()
    {
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("Many"), unassigned = true });
        var items = Enumerable.Range(0, 1000).Select(_ => Steps.Opportunity(account: new { id = account.Id }));
        await sales.Post<BulkResponse>($"{Path}/batch", new { items });
        var preview =
            await sales.Post<BulkEditPreview>($"{Path}/bulk-edits/preview",
                new { change = new { stage = "negotiation" }, filter = new { accountId = account.Id } });
        Assert.Equal((1000, 0, 0), (preview.WouldChange, preview.Unchanged, preview.Refused));
        var applied = await sales.Post<BulkResponse>($"{Path}/bulk-edits/{preview.Token}/apply", new { });
        Assert.Equal(1000, applied.Done);
        Assert.Equal(1000, await sales.Count($"opportunities where account_id = '{account.Id}' and stage = 'negotiation'"));
        await sales.Post<OpportunityState>(Path, Steps.Opportunity(account: new { id = account.Id }));
        Assert.Equal("bulk-edit-too-large",
            (await sales.Post($"{Path}/bulk-edits/preview",
                new { change = new { stage = "proposal" }, filter = new { accountId = account.Id } }).Refused(422)).Code);
    }

    [Fact]
    public async Task A_filter_chooses_the_opportunities_and_a_preview_belongs_to_its_caller()
    {
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("Bulk"), unassigned = true });
        var deal = await sales.Post<OpportunityState>(Path, Steps.Opportunity(account: new { id = account.Id }));
        var preview =
            await sales.Post<BulkEditPreview>($"{Path}/bulk-edits/preview",
                new { change = new { expectedCloseDate = "2027-05-01" }, filter = new { accountId = account.Id, status = "open" } });
        Assert.Equal(deal.Id, Assert.Single(preview.Rows).Id);
        Assert.Equal(["expectedCloseDate"], preview.Rows[0].Changed);
        // A filter by an unknown custom field is refused instead of finding nothing.
        Assert.Equal("custom-field-filter-wrong",
            (await sales.Post($"{Path}/bulk-edits/preview",
                new { change = new { stage = "proposal" }, filter = new { field = new[] { "unheard-of:1" } } }).Refused(422)).Code);
        Assert.Equal("bulk-edit-not-found",
            (await sales.Post($"{Path}/bulk-edits/{Guid.CreateVersion7()}/apply", new { }).Refused(404)).Code);
    }

    [Theory]
    [InlineData("""{"change":{"stage":"discovery"}}""", 400, "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"filter":{"status":""}}""", 400, "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"filter":{"forecastCategory":""}}""", 400, "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"ids":[]}""", 400, "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"ids":["00000000-0000-0000-0000-000000000001"],"filter":{}}""", 400,
        "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"filter":{"status":"maybe"}}""", 400, "validation-failed")]
    [InlineData("""{"change":{"amount":1},"filter":{}}""", 400, "malformed-request")]
    [InlineData("""{"change":null,"filter":{}}""", 400, "malformed-request")]
    [InlineData("""{"change":{"stage":"discovery"},"filter":{"amountFrom":-1}}""", 400, "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"filter":{"search":"x"}}""", 400, "validation-failed")]
    [InlineData("""{"change":{"stage":"discovery"},"filter":{"colour":"red"}}""", 400, "malformed-request")]
    public async Task A_hostile_bulk_edit_is_refused(string json, int status, string code) =>
        Assert.Equal(code, (await sales.PostRaw($"{Path}/bulk-edits/preview", json).Refused(status)).Code);

    private async Task<Dictionary<Guid, int>> Sequences(List<Guid> deals)
    {
        Dictionary<Guid, int> sequences = [];
        foreach (var deal in deals)
        {
            sequences.Add(deal, (await sales.Published(deal)).Count);
        }

        return sequences;
    }
}
