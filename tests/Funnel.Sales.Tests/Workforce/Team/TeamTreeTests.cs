using System.Net.Http.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Team;

public sealed class TeamTreeTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/teams";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_code_makes_one_team_which_is_changed_and_moved_with_its_version()
    {
        var top = await Found();
        var team = await Found(top.Id);
        Assert.Equal(team, await sales.Post<TeamResponse>(Path, new { code = team.Code, name = "another name" }));
        Assert.Contains(team, (await sales.Get<TeamsResponse>(Path)).Items);

        var manager = await sales.Hire("Max", active: false);
        Assert.Equal("precondition-failed", (await Put($"{Path}/{team.Id}", new { name = "West" }, "\"7\"").Refused(412)).Code);
        using var changed = await Put($"{Path}/{team.Id}", new { name = "West", managerId = manager.Id }, "\"0\"");
        Assert.Equal("\"1\"", changed.Headers.ETag!.ToString());
        Assert.Null((await sales.Post<TeamResponse>($"{Path}/{team.Id}/move", new { })).ParentId);
        Assert.Equal(new(team.Id, team.Code, "West", null, manager.Id), await sales.Get<TeamResponse>($"{Path}/{team.Id}"));
    }

    [Fact]
    public async Task A_team_is_never_below_itself()
    {
        var top = await Found();
        var middle = await Found(top.Id);
        var low = await Found(middle.Id);
        foreach (var parent in new[] { top, middle, low })
        {
            Assert.Equal("team-cycle", (await sales.Post($"{Path}/{top.Id}/move", new { parentId = parent.Id }).Refused(409)).Code);
        }

        Assert.Null((await sales.Get<TeamResponse>($"{Path}/{top.Id}")).ParentId);
    }

    [Fact]
    public async Task Of_two_simultaneous_moves_that_would_make_a_cycle_one_is_refused()
    {
        for (var round = 0; round < 10; round++)
        {
            var (one, other) = (await Found(), await Found());
            var answers = await Task.WhenAll(Move(one, other), Move(other, one));
            Assert.Single(answers, answer => answer.IsSuccessStatusCode);
            Assert.Equal("team-cycle", (await Task.FromResult(answers.Single(answer => !answer.IsSuccessStatusCode)).Refused(409)).Code);
        }

        Task<HttpResponseMessage> Move(TeamResponse team, TeamResponse parent) =>
            sales.Post($"{Path}/{team.Id}/move", new { parentId = parent.Id });
    }

    [Fact]
    public async Task A_longer_cycle_is_refused_too_with_many_simultaneous_moves()
    {
        var ring = new List<TeamResponse>();
        for (var made = 0; made < 6; made++)
        {
            ring.Add(await Found());
        }

        var answers =
            await Task.WhenAll(
                ring.Select((team, at) => sales.Post($"{Path}/{team.Id}/move", new { parentId = ring[(at + 1) % ring.Count].Id })));
        Assert.Single(answers, answer => (int)answer.StatusCode == 409);
    }

    [Fact]
    public async Task Unknown_records_are_not_linked_and_a_user_signs_in_as_one_representative_only()
    {
        var nobody = Guid.CreateVersion7();
        var team = await Found();
        var (one, other) = (await sales.Hire("One", active: false), await sales.Hire("Other", active: false));
        Assert.Equal("team-parent-unknown",
            (await sales.Post(Path, new { code = Steps.New("t"), name = "T", parentId = nobody }).Refused(422)).Code);
        Assert.Equal("team-manager-unknown",
            (await sales.Post(Path, new { code = Steps.New("t"), name = "T", managerId = nobody }).Refused(422)).Code);
        Assert.Equal("team-parent-unknown", (await sales.Post($"{Path}/{team.Id}/move", new { parentId = nobody }).Refused(422)).Code);
        Assert.Equal("team-not-found", (await sales.Post($"{Path}/{nobody}/move", new { }).Refused(404)).Code);
        Assert.Equal("team-not-found", (await Put($"{Path}/{nobody}", new { name = "T" }).Refused(404)).Code);
        Assert.Equal("team-unknown",
            (await Put($"/api/sales/v1/representatives/{one.Id}/team", new { teamId = nobody }).Refused(422)).Code);
        Assert.Equal("validation-failed", (await sales.Post(Path, new { code = "Not Kebab", name = "T" }).Refused(400)).Code);

        var subject = Steps.New("person");
        using var linked = await Put($"/api/sales/v1/representatives/{one.Id}/person", new { signsInAs = subject });
        Assert.True(linked.IsSuccessStatusCode);
        Assert.Equal("person-already-linked",
            (await Put($"/api/sales/v1/representatives/{other.Id}/person", new { signsInAs = subject }).Refused(409)).Code);
        using var freed = await Put($"/api/sales/v1/representatives/{one.Id}/person", new { });
        using var taken = await Put($"/api/sales/v1/representatives/{other.Id}/person", new { signsInAs = subject });
        Assert.Equal(subject, (await taken.Content.ReadFromJsonAsync<RepresentativeResponse>())!.SignsInAs);
    }

    private Task<TeamResponse> Found(Guid? parentId = null) =>
        sales.Post<TeamResponse>(Path, new { code = Steps.New("team"), name = "Team", parentId });

    private async Task<HttpResponseMessage> Put(string path, object body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path);
        request.Content = JsonContent.Create(body);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await sales.Http.SendAsync(request);
    }
}
