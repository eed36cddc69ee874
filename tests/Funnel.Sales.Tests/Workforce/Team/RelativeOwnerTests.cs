using System.Net;
using System.Net.Http.Json;
using Funnel.Sales.Tests.Visibility;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class RelativeOwnerTests(TwoTeams world)
{
    private const string Path = "/api/sales/v1/opportunities";

    [Theory]
    [InlineData("Sven", "sales", "owner=me", true)]
    [InlineData("Nils", "sales", "owner=me", false)]
    [InlineData("Sara", "sales-manager", "owner=me", false)]
    [InlineData("Sara", "sales-manager", "owner=myTeam", true)]
    [InlineData("Mia", "sales-manager", "owner=myTeam", true)]
    [InlineData("Nora", "sales-manager", "owner=myTeam", false)]
    [InlineData("Mia", "sales-manager", "teamId=europe", true)]
    [InlineData("Mia", "sales-manager", "teamId=south", true)]
    [InlineData("Mia", "sales-manager", "teamId=north", false)]
    [InlineData("Nils", "sales", "teamId=south", false)]
    [InlineData("Mia", "sales-manager", "owner=nobody", false)]
    [InlineData("Mia", "sales-manager", "owner=myTeam&teamId=north", false)]
    public async Task A_list_is_filtered_by_an_owner_relative_to_the_caller_and_by_team(
        string name, string role, string query, bool isFound)
    {
        foreach (var (code, team) in world.Teams)
        {
            query = query.Replace($"teamId={code}", $"teamId={team.Id}", StringComparison.Ordinal);
        }

        using var http = world.As(name, role);
        var page = await http.GetFromJsonAsync<OpportunityPage>(
            $"{Path}?{query}&limit=200", ServiceUnderTest<Program, SalesDb>.Json, TestContext.Current.CancellationToken);
        Assert.Equal(isFound, page!.Items.Any(item => item.Id == world.Deal.Id));
    }

    [Theory]
    [InlineData("/api/sales/v1/accounts?owner=me")]
    [InlineData("/api/sales/v1/tasks?owner=myTeam")]
    [InlineData("/api/sales/v1/handoffs?owner=nobody")]
    public async Task Other_lists_have_the_same_filter(string path)
    {
        using var http = world.As("Sven", "sales");
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_caller_without_a_representative_and_an_unknown_team_are_refused()
    {
        Assert.Equal("caller-not-representative", (await world.Service.Http.GetAsync($"{Path}?owner=me").Refused(422)).Code);
        Assert.Equal("team-unknown", (await world.Service.Http.GetAsync($"{Path}?teamId={Guid.CreateVersion7()}").Refused(422)).Code);
    }
}
