using Funnel.Sales.Checklists;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Sales.Tests;

public sealed class AnswerChecklistTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/checklists";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_new_system_has_the_checklists_BANT_and_MEDDICC()
    {
        var all = (await sales.Get<ChecklistsResponse>(Path)).Items;
        Assert.Equal(["budget", "authority", "need", "timeline"], all.Single(one => one.Code == "bant").Items.Select(item => item.Code));
        Assert.Equal(["metrics", "economic-buyer", "decision-criteria", "decision-process", "identified-pain", "champion", "competition"],
            all.Single(one => one.Code == "meddicc").Items.Select(item => item.Code));
    }

    [Fact]
    public async Task The_latest_answer_counts_and_every_answer_is_kept()
    {
        var deal = await sales.Open();
        await Answer(deal.Id, "bant", ("budget", "met", "50,000 this year"), ("need", "unknown", null));
        var again = await Answer(deal.Id, "bant", ("budget", "met", "50,000 this year"));
        Assert.Equal(2, again.History.Count);
        var changed = await Answer(deal.Id, "bant", ("budget", "notMet", "frozen"));
        Assert.Equal((AnswerState.NotMet, "frozen", false), (changed.Items[0].State, changed.Items[0].Note, changed.IsComplete));
        Assert.Equal(AnswerState.Unknown, changed.Items[1].State);
        Assert.Equal(["budget", "budget"], changed.History.Where(answer => answer.Item == "budget").Select(answer => answer.Item));

        var complete =
            await Answer(deal.Id, "bant", ("budget", "met", null), ("authority", "met", null), ("need", "met", null),
                ("timeline", "met", null));
        Assert.True(complete.IsComplete);
        Assert.Equal(complete.History.Count,
            (await sales.Get<ChecklistAnswersResponse>($"/api/sales/v1/opportunities/{deal.Id}/checklists/bant")).History.Count);
        await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var command = sales.Database.CreateCommand($"delete from checklist_answers where opportunity_id = '{deal.Id}'");
            await command.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task A_team_defines_a_checklist_of_its_own()
    {
        var code = Steps.New("security");
        var made =
            await sales.Put<ChecklistResponse>($"{Path}/{code}",
                new { name = "Security", items = new[] { new { code = "audit", question = "Was there an audit?" } } });
        Assert.Equal("audit", Assert.Single(made.Items).Code);
        var deal = await sales.Open();
        Assert.True((await Answer(deal.Id, code, ("audit", "met", null))).IsComplete);
        await sales.Put<ChecklistResponse>($"{Path}/{code}",
            new { name = "Security",
                items = new[] { new { code = "audit", question = "Was there?" },
                    new { code = "pen-test", question = "Was there a test?" } } });
        Assert.False((await sales.Get<ChecklistAnswersResponse>($"/api/sales/v1/opportunities/{deal.Id}/checklists/{code}")).IsComplete);
    }

    [Theory]
    [InlineData("bant", "{\"answers\":[{\"item\":\"colour\",\"state\":\"met\"}]}", 422, "checklist-item-not-found")]
    [InlineData("bant", "{\"answers\":[{\"item\":\"need\",\"state\":\"perhaps\"}]}", 400, "malformed-request")]
    [InlineData("bant", "{\"answers\":[{\"item\":\"need\",\"state\":\"met\"},{\"item\":\"need\",\"state\":\"met\"}]}", 400,
        "validation-failed")]
    [InlineData("bant", "{\"answers\":[null]}", 400, "validation-failed")]
    [InlineData("bant", "{\"answers\":[]}", 400, "validation-failed")]
    [InlineData("nowhere", "{\"answers\":[{\"item\":\"need\",\"state\":\"met\"}]}", 404, "checklist-not-found")]
    public async Task A_wrong_answer_is_refused_and_nothing_is_kept(string checklist, string json, int status, string code)
    {
        var deal = await sales.Open();
        Assert.Equal(code,
            (await sales.PostRaw($"/api/sales/v1/opportunities/{deal.Id}/checklists/{checklist}", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"checklist_answers where opportunity_id = '{deal.Id}'"));
    }

    private Task<ChecklistAnswersResponse> Answer(Guid deal, string checklist,
        params (string Item, string State, string? Note)[] answers) =>
        sales.Post<ChecklistAnswersResponse>($"/api/sales/v1/opportunities/{deal}/checklists/{checklist}",
            new { answers = answers.Select(answer => new { answer.Item, answer.State, answer.Note }) });
}
