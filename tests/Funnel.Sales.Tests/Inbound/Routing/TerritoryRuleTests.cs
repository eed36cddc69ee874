using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>These tests change the team, so they run a Sales service of their own.</summary>
public sealed class TerritoryRuleTests : IAsyncLifetime
{
    private const string People = "/api/sales/v1/representatives";

    private ServiceUnderTest<Program, SalesDb> sales = null!;
    private RepresentativeResponse ana = null!, ben = null!, chris = null!;

    public async ValueTask InitializeAsync()
    {
        sales = await SalesFixture.Start();
        (ana, ben, chris) = (await sales.Hire("Ana"), await sales.Hire("Ben"), await sales.Hire("Chris"));
        await sales.Queued(0);
    }

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task Territories_match_lead_and_account_by_position_and_validity_and_include_the_teams_below()
    {
        var region = await sales.Post<TeamResponse>("/api/sales/v1/teams", new { code = Steps.New("region"), name = "Region" });
        var city =
            await sales.Post<TeamResponse>("/api/sales/v1/teams", new { code = Steps.New("city"), name = "City", parentId = region.Id });
        await sales.Put<RepresentativeResponse>($"{People}/{ben.Id}/team", new { teamId = city.Id });
        var now = sales.Clock.GetUtcNow();
        var (key, domain) = (Steps.New("bank"), $"{Steps.New("bank")}.example");
        await sales.OpenAccount(new { name = key, domain, industry = "Banking", country = "AT", unassigned = true });
        await sales.Territory("a-past",
            new { name = "Past", position = 1, countries = new[] { "AT" }, representativeIds = new[] { ana.Id },
                validUntil = now.AddHours(-1) });
        await sales.Territory("b-soon",
            new { name = "Soon", position = 1, countries = new[] { "AT" }, representativeIds = new[] { ana.Id },
                validFrom = now.AddHours(3) });
        await sales.Territory("d-banks", new { name = "Banks", position = 1, industries = new[] { " BANKING" }, teamId = region.Id });
        await sales.Territory("c-call",
            new { name = "Calls", position = 2, channels = new[] { "Call-In" }, representativeIds = new[] { chris.Id } });

        await sales.GoesTo(ben, "Territory Banks. Round robin: of 1 available", await sales.Lead(email: $"vera@{domain}"));
        await sales.GoesTo(chris, "Territory Calls. ", await sales.Lead(channel: "call-in"));
        sales.Clock.Advance(TimeSpan.FromHours(3));
        await sales.GoesTo(ana, "Territory Soon. ", await sales.Lead(email: $"vera@{domain}"));

        // No member is available, so the next territory is checked.
        await sales.Away(ana, TimeSpan.FromHours(1));
        await sales.GoesTo(ben, "Nobody in territory Soon is available. Territory Banks. ", await sales.Lead(email: $"vera@{domain}"));
        Assert.Equal(["a-past", "b-soon", "d-banks", "c-call"],
            (await sales.Get<TerritoriesResponse>("/api/sales/v1/territories")).Items.Select(rule => rule.Code));
        Assert.Equal(HttpStatusCode.NoContent, (await sales.Http.DeleteAsync("/api/sales/v1/territories/d-banks")).StatusCode);
        await sales.GoesTo(null, "Nobody in territory Soon is available. Round robin: ", await sales.Lead(email: $"vera@{domain}"));
    }
}
