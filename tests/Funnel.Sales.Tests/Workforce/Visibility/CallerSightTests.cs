using Funnel.Testing;
namespace Funnel.Sales.Tests.Visibility;

/// <summary>Every read path applies the same visibility rule: list, detail, search, aggregate, export and journal.</summary>
public sealed class CallerSightTests(TwoTeams world)
{
    private const string Api = "/api/sales/v1";

    /// <summary>
    /// Paths that show no owned records, each group with its reason. Every other path must show Sven's records to the callers who
    /// see them. So a new path must return a record of Sven, or must be listed here with a reason.
    /// </summary>
    private static readonly (string Why, string[] Paths)[] ShowNobodys =
    [
        ("The whole company shares this configuration.",
            [
                "/calendars", "/calendars/{code}", "/checklists", "/checklists/{code}", "/competitors", "/competitors/{code}",
                "/custom-fields", "/custom-fields/{record}/{code}",
                "/import-mappings", "/import-mappings/{code}",
                "/pipelines", "/pipelines/{code}", "/reasons", "/reasons/{kind}/{code}", "/sla-policies", "/sla-policies/{code}",
                "/territories", "/territories/{code}",
            ]),
        ("Products, prices and exchange rates have no owner.",
            ["/exchange-rates", "/exchange-rates/conversion", "/price-books", "/price-books/{id}", "/price-books/{id}/prices", "/products",
                "/products/{id}"]),
        ("All colleagues may see representatives, teams and absences.",
            ["/representatives", "/representatives/{id}", "/representatives/{id}/absences", "/teams", "/teams/{id}"]),
        ("A handoff in the queue has no owner.", ["/handoffs/queue"]),
        ("The response lists only days and no deals.", ["/forecasts/snapshots"]),
        ("The response has sums of closed deals. `GetPerformanceTests` tries who sees them.", ["/performance/{period}"]),
        ("Every person with the link may answer, also without a sign-in.", ["/surveys/answer/{token}"]),
    ];

    /// <summary>
    /// These paths do not filter by owner. A caller whose visibility depends on ownership has no permission for them (see the last
    /// test).
    /// </summary>
    private static readonly string[] KnowNoOwners =
        ["/audit", "/dead-letters", "/dead-letters/{id}", "/discards", "/events", "/events/ids", "/events/replays/{id}",
            "/events/unpublished", "/events/unpublished/{id}", "/timers"];

    /// <summary>Only the user who saved a private view sees it. Managers of that user do not.</summary>
    private static readonly string[] ForOneself = ["/views", "/views/{id}"];

    /// <summary>
    /// A file may name the deals of any owner. Only a caller who sees all records may start an import or see the imports of others.
    /// </summary>
    private static readonly string[] ForWholeSight = ["/imports", "/imports/{id}", "/imports/{id}/errors"];

    private ReadingWalk Walk => new(world.Service, world.Ids, world.Marks);

    [Fact]
    public async Task The_fixture_has_a_record_of_each_type_that_must_be_hidden() => Assert.Empty(await world.Missing());

    [Fact]
    public async Task Each_exception_names_an_existing_route_once()
    {
        string[] excepted = [.. ShowNobodys.SelectMany(group => group.Paths), .. KnowNoOwners, .. ForOneself, .. ForWholeSight];
        Assert.Distinct(excepted);
        Assert.Empty(excepted.Select(path => Api + path).Except(await Walk.Paths()));
    }

    public static TheoryData<string, string> Strangers()
    {
        var strangers = new TheoryData<string, string>();
        foreach (var (role, permissions) in KnownRoles.All)
        {
            // A caller who may read the journal, dead letters or the audit log may read all entries. So these roles are no strangers.
            if (!permissions.Intersect([Access.Events, Access.Operations, Access.Administration]).Any())
            {
                strangers.Add("Nils", role);
                strangers.Add("Nora", role);
                strangers.Add("nobody of Sales", role);
            }
        }

        return strangers;
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_stranger_finds_no_record_of_another_owner_on_any_path(string name, string role)
    {
        using var http = world.As(name, role);
        await ShowsNothing(http);
    }

    [Theory]
    [InlineData("Sven", "sales")]
    [InlineData("Sara", "sales-manager")]
    [InlineData("Mia", "sales-manager")]
    [InlineData("nobody of Sales", "administrator")]
    [InlineData("an API client", null)]
    public async Task Every_path_shows_a_record_to_its_owner_to_the_managers_above_and_to_callers_who_see_all(string name, string? role)
    {
        using var http = role is null
            ? world.Service.As(world.Service.Issuer.TokenFor("sales.read", SalesPermissions.Manage))
            : world.As(name, role);
        string[] hidden =
            [.. ShowNobodys.SelectMany(group => group.Paths), .. name == "Sven" ? [] : ForOneself, .. role is "sales"
                or "sales-manager" ? ForWholeSight : []];
        var guarded = KnowNoOwners.Select(path => Api + path).ToList();
        var expected = (await Walk.Paths()).Except(hidden.Select(path => Api + path)).Except(guarded).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await Walk.Showing(http)).Select(shown => shown.Key).Except(guarded).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_manager_without_the_role_sees_only_own_records()
    {
        using var http = world.As("Sara", "sales");
        await ShowsNothing(http);
    }

    private async Task ShowsNothing(HttpClient http)
    {
        var showing = await Walk.Showing(http);
        Assert.True(showing.Count == 0, string.Join('\n', showing.Select(path => $"{path.First()} ({path.Count()} times)")));
    }

    [Fact]
    public void A_role_that_sees_by_ownership_has_no_permission_for_data_without_an_ownership_filter() =>
        Assert.All(KnownRoles.All.Where(role => role.Value.Contains("sales.read") && role.Key != "administrator"),
            role => Assert.Empty(role.Value.Intersect([Access.Events, Access.Operations, Access.Administration, "insights.deals"])));
}
