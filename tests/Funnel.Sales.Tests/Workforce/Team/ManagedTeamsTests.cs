using System.Net;
using System.Net.Http.Json;
using System.Text;
using Funnel.Sales.Tests.Imports;
using Funnel.Sales.Tests.Visibility;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Team;

/// <summary>Nora manages the team north. South (Sara, with Sven) is beside it, and europe (Mia) is above.</summary>
public sealed class ManagedTeamsTests(TwoTeams world) : IClassFixture<TwoTeams>
{
    private const string Teams = "/api/sales/v1/teams", People = "/api/sales/v1/representatives";
    private static readonly string[] Hierarchy = ["teams", "representatives", "absences"];

    [Fact]
    public async Task No_route_changes_a_team_or_a_representative_above_or_beside_the_managers_own()
    {
        var document = await ApiDocument.Read(world.Service.Http, "/api/sales/openapi/v1.json");
        var routes = document.Operations.Where(route => route.Method != "GET"
            && new[] { Teams, People }.Any(start => route.Path.StartsWith(start, StringComparison.Ordinal))).ToList();
        Assert.True(routes.Count >= 9);
        var absence = await world.Service.Post<AbsenceResponse>($"{People}/{world["Sven"].Id}/absences",
            new { until = world.Service.Clock.GetUtcNow().AddDays(1) });
        using var nora = world.As("Nora", "sales-manager");
        var before = await Rows();
        foreach (var route in routes)
        {
            Guid[] ids = route.Path.StartsWith(Teams, StringComparison.Ordinal)
                ? [world.Teams["europe"].Id, world.Teams["south"].Id]
                : [world["Mia"].Id, world["Sara"].Id, world["Sven"].Id];
            foreach (var id in route.Path.Contains("{id}", StringComparison.Ordinal) ? ids : [default])
            {
                var target = route.Target(parameter => (string?)parameter["name"] == "absenceId" ? $"{absence.Id}" : $"{id}");
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), target);
                request.Content = route.BodyExample is { } body
                    ? new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json")
                    : null;
                var (code, _) = await nora.SendAsync(request).Refused(403);
                Assert.True(code is "team-not-managed" or "representative-not-managed", $"{route} {id}: {code}");
            }
        }

        Assert.Equal(before, await Rows());
    }

    [Fact]
    public async Task A_manager_brings_no_team_and_no_representative_into_the_own_sight()
    {
        using var nora = world.As("Nora", "sales-manager");
        var (north, south, sven, self) = (world.Teams["north"].Id, world.Teams["south"].Id, world["Sven"].Id, world["Nora"].Id);
        var newcomer = await world.Service.Hire("Without a team", active: false);
        (HttpMethod Method, string Path, object Body, string Code)[] attacks =
        [
            (HttpMethod.Put, $"{People}/{sven}/team", new { teamId = north }, "representative-not-managed"),
            (HttpMethod.Put, $"{People}/{newcomer.Id}/team", new { teamId = north }, "representative-not-managed"),
            (HttpMethod.Post, $"{Teams}/{south}/move", new { parentId = north }, "team-not-managed"),
            (HttpMethod.Put, $"{Teams}/{south}", new { name = "South", managerId = self }, "team-not-managed"),
            (HttpMethod.Post, Teams, new { code = Steps.New("top"), name = "Top", managerId = self }, "team-not-managed"),
            (HttpMethod.Post, Teams, new { code = Steps.New("beside"), name = "Beside", parentId = south, managerId = self },
                "team-not-managed"),

            // A manager of a team below is in sight as well.
            (HttpMethod.Post, Teams, new { code = Steps.New("below"), name = "Below", parentId = north, managerId = sven },
                "representative-not-managed"),
            (HttpMethod.Post, $"{Teams}/{north}/move", new { parentId = south }, "team-not-managed"),
            (HttpMethod.Put, $"{Teams}/{north}", new { name = "North", managerId = sven }, "team-not-managed"),
            (HttpMethod.Put, $"{People}/{self}/team", new { teamId = world.Teams["europe"].Id }, "team-not-managed"),
            (HttpMethod.Put, $"{People}/{world["Nils"].Id}/team", new { }, "team-not-managed"),
            (HttpMethod.Post, People, new { name = "N.", email = $"{Steps.New("n")}@sales.example" }, "team-not-managed"),
            (HttpMethod.Post, People, new { name = "N.", email = $"{Steps.New("n")}@sales.example", teamId = south }, "team-not-managed"),

            // A person who signs in as a manager sees the same records as the manager.
            (HttpMethod.Put, $"{People}/{sven}/person", new { }, "representative-not-managed"),
            (HttpMethod.Put, $"{People}/{world["Mia"].Id}/person", new { signsInAs = Steps.New("friend") }, "representative-not-managed"),
            (HttpMethod.Put, $"{People}/{self}/person", new { }, "representative-not-managed"),
        ];
        var before = await Rows();
        foreach (var (method, path, body, code) in attacks)
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            Assert.Equal($"{path}: {code}", $"{path}: {(await nora.SendAsync(request).Refused(403)).Code}");
        }

        Assert.Equal(before, await Rows());
        Assert.Equal("opportunity-not-found", (await nora.GetAsync($"/api/sales/v1/opportunities/{world.Deal.Id}").Refused(404)).Code);
    }

    [Fact]
    public async Task A_member_who_manages_a_team_elsewhere_keeps_the_sign_in()
    {
        var member = await world.Service.Post<RepresentativeResponse>(People,
            new { name = "Both", email = $"{Steps.New("both")}@sales.example", active = false, teamId = world.Teams["north"].Id });
        await world.Service.Post<TeamResponse>(Teams, new { code = Steps.New("asia"), name = "Asia", managerId = member.Id });
        using var nora = world.As("Nora", "sales-manager");
        Assert.Equal("representative-not-managed",
            (await nora.PutAsJsonAsync($"{People}/{member.Id}/person", new { signsInAs = Steps.New("friend") }).Refused(403)).Code);
    }

    [Fact]
    public async Task A_manager_builds_and_staffs_teams_below_the_own_one()
    {
        using var nora = world.As("Nora", "sales-manager");
        var north = world.Teams["north"].Id;
        var one = await Post<TeamResponse>(Teams,
            new { code = Steps.New("one"), name = "One", parentId = north, managerId = world["Nora"].Id });
        var two = await Post<TeamResponse>(Teams, new { code = Steps.New("two"), name = "Two", parentId = north });
        var email = $"{Steps.New("olaf")}@sales.example";
        var olaf = await Post<RepresentativeResponse>(People, new { name = "Olaf", email, active = false, teamId = one.Id });
        Assert.Equal(one.Id, olaf.TeamId);
        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Put, $"{People}/{olaf.Id}/team", new { teamId = two.Id }),
            (HttpMethod.Put, $"{People}/{olaf.Id}/person", new { signsInAs = Steps.New("olaf") }),
            (HttpMethod.Put, $"{People}/{olaf.Id}/capacity", new { weight = 2 }),
            (HttpMethod.Post, $"{People}/{olaf.Id}/deactivate", new { }),
            (HttpMethod.Put, $"{Teams}/{two.Id}", new { name = "Two", managerId = olaf.Id }),
            (HttpMethod.Post, $"{Teams}/{two.Id}/move", new { parentId = one.Id }),
            (HttpMethod.Put, $"{Teams}/{north}", new { name = "north", managerId = world["Nora"].Id }),
        })
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            using var answer = await nora.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        }

        async Task<T> Post<T>(string path, object body)
        {
            using var answer = await nora.PostAsJsonAsync(path, body);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<T>(ServiceUnderTest<Program, SalesDb>.Json))!;
        }
    }

    private async Task<List<string>> Rows()
    {
        List<string> rows = [];
        foreach (var table in Hierarchy)
        {
            rows.AddRange(await world.Service.Rows($"select '{table}', t::text from {table} t order by 2"));
        }

        return rows;
    }
}
