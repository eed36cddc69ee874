using System.Globalization;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>One rule on every read path: list, detail, search, aggregate, export, journal.</summary>
public sealed class ReadPathsTests(TwoTeams world)
{
    private ReadingWalk Walk => new(world.Service,
        [world.Deal.Id.ToString(), world.Handoff.Id.ToString(), world.Handoff.LeadId.ToString(), world["Sven"].Id.ToString(), world.Customer.Id.ToString(), .. world.Teams.Values.Select(team => team.Id.ToString())],
        [TwoTeams.Mark, world.Deal.Id.ToString(), world.Handoff.Id.ToString(), world.Handoff.LeadId.ToString(), world.Customer.Id.ToString(), TwoTeams.Amount.ToString(CultureInfo.InvariantCulture)]);

    [Fact]
    public async Task One_of_everything_that_can_be_owned_is_there_to_be_found() => Assert.Empty(await world.Missing());

    public static TheoryData<string, string> Strangers()
    {
        var strangers = new TheoryData<string, string>();
        foreach (var (role, permissions) in Access.Roles)
        {
            // Who reads the journal, dead letters or the audit log reads all of it, by contract.
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
    public async Task A_stranger_finds_nothing_of_anothers_on_any_path(string name, string role)
    {
        using var http = world.As(name, role);
        Assert.Empty(await Walk.Showing(http));
    }

    [Theory]
    [InlineData("Sven", "sales")]
    [InlineData("Sara", "sales-manager")]
    [InlineData("Mia", "sales-manager")]
    [InlineData("nobody of Sales", "administrator")]
    public async Task The_same_walk_finds_it_for_the_owner_for_who_manages_the_team_or_one_above_and_for_administrators(string name, string role)
    {
        using var http = world.As(name, role);
        var shown = (await Walk.Showing(http)).Select(line => line.Split(' ')[0]).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "/api/sales/v1/opportunities", "/api/sales/v1/opportunities/{id}", "/api/sales/v1/handoffs", "/api/sales/v1/handoffs/{id}",
                "/api/sales/v1/accounts", "/api/sales/v1/contacts", "/api/sales/v1/activities", "/api/sales/v1/tasks", "/api/sales/v1/search",
                "/api/sales/v1/forecasts/{period}", "/api/sales/v1/forecasts/{period}/judgements", "/api/sales/v1/forecasts/{period}/accuracy", "/api/sales/v1/quotas",
                "/api/sales/v1/customers", "/api/sales/v1/customers/{id}",
            }, shown);
    }

    [Fact]
    public async Task A_manager_without_the_role_sees_only_what_is_their_own()
    {
        using var http = world.As("Sara", "sales");
        Assert.Empty(await Walk.Showing(http));
    }

    [Fact]
    public void Who_sees_by_ownership_may_not_read_the_journal_nor_the_audit_log_which_know_no_owners() =>
        Assert.All(Access.Roles.Where(role => role.Value.Contains("sales.read") && role.Key != "administrator"),
            role => Assert.Empty(role.Value.Intersect([Access.Events, Access.Operations, Access.Administration])));
}
