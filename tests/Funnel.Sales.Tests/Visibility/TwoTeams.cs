using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Tests.Customers;
using Funnel.Sales.Visibility;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Funnel.Sales.Tests.Visibility.TwoTeams))]

namespace Funnel.Sales.Tests.Visibility;

/// <summary>
/// A Sales of its own, in which Sven of the South owns one of everything that can be owned, each bearing
/// <see cref="Mark"/>: Europe (Mia) over North (Nora, with Nils) and South (Sara, with Sven).
/// </summary>
public sealed class TwoTeams : IAsyncLifetime
{
    public const string Mark = "canary";

    /// <summary>Of Sven's deal, and of nothing else.</summary>
    public const decimal Amount = 77123.45m;

    private readonly Dictionary<string, RepresentativeResponse> people = [];

    internal ServiceUnderTest<Program, SalesDb> Service { get; private set; } = null!;

    /// <summary>By code: europe, north, south.</summary>
    internal Dictionary<string, TeamResponse> Teams { get; } = [];

    internal OpportunityState Deal { get; private set; } = null!;

    internal HandoffSummary Handoff { get; private set; } = null!;

    internal CustomerSummary Customer { get; private set; } = null!;

    internal RepresentativeResponse this[string name] => people[name];

    public async ValueTask InitializeAsync()
    {
        Service = await SalesFixture.Start();
        foreach (var name in new[] { "Mia", "Nora", "Nils", "Sara", "Sven" })
        {
            var person = await Service.Hire(name, active: false);
            people[name] = await Put<RepresentativeResponse>($"representatives/{person.Id}/person", new { signsInAs = name });
        }

        await Found("europe", null, "Mia");
        await Found("north", "europe", "Nora");
        await Found("south", "europe", "Sara");
        await Join("Nora", "north");
        await Join("Nils", "north");
        await Join("Sven", "south");
        await OwnOneOfEach();
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal HttpClient As(string name, params string[] roles) =>
        Service.As(Service.Issuer.Token(roles.Select(role => new Claim("role", role)), subject: name));

    internal async Task<T> Put<T>(string path, object body)
    {
        using var answer = await Service.Http.PutAsJsonAsync($"/api/sales/v1/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(ServiceUnderTest<Program, SalesDb>.Json))!;
    }

    internal async Task Join(string name, string team) =>
        people[name] = await Put<RepresentativeResponse>($"representatives/{people[name].Id}/team", new { teamId = Teams[team].Id });

    /// <summary>Types that can be owned, and of which Sven has none: add one to <see cref="OwnOneOfEach"/>.</summary>
    internal async Task<List<string>> Missing()
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        var owned = db.Model.GetEntityTypes().Where(type => typeof(IOwned).IsAssignableFrom(type.ClrType)).ToList();
        Assert.NotEmpty(owned);
        var missing = new List<string>();
        foreach (var type in owned)
        {
            var rows = (IQueryable<IOwned>)typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type.ClrType).Invoke(db, null)!;
            if (!(await rows.ToListAsync()).Any(row => row.OwnerId == this["Sven"].Id))
            {
                missing.Add(type.ClrType.Name);
            }
        }

        return missing;
    }

    private async Task OwnOneOfEach()
    {
        Deal = await Service.Post<OpportunityState>("/api/sales/v1/opportunities", new
        {
            account = new { name = "Neutral & Sons" },
            name = $"{Mark} deal",
            amount = Amount,
            currency = "EUR",
            expectedCloseDate = "2026-12-31",
            externalId = $"{Mark}-deal",
            ownerId = this["Sven"].Id,
        });
        await WorkWithPeople(this["Sven"].Id);
        Customer = await Service.Win(ownerId: this["Sven"].Id);
        await Service.Post<ContractResponse>($"{CustomerSteps.Path}/{Customer.Id}/contracts", new { name = $"{Mark} contract", monthly = Amount, currency = "EUR", startsOn = "2025-01-01" });
        await Service.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{this["Sven"].Id}/activate", new { });
        foreach (var (whose, id) in new[] { ("representativeId", this["Sven"].Id), ("teamId", Teams["south"].Id), ("teamId", Teams["europe"].Id) })
        {
            await Service.Post<JsonElement>("/api/sales/v1/forecasts/2026-12/overrides",
                new Dictionary<string, object> { ["commitForecast"] = Amount, ["bestCaseForecast"] = Amount, ["note"] = Mark, [whose] = id });
            await Service.Post<JsonElement>("/api/sales/v1/quotas", new Dictionary<string, object> { ["period"] = "2026-12", ["amount"] = Amount, [whose] = id });
        }

        await using (var scope = Service.Services.CreateAsyncScope())
        {
            await TakeSnapshots.Take(scope.ServiceProvider.GetRequiredService<SalesDb>(), new(2020, 12, 31), "UTC", Service.Clock.GetUtcNow(), CancellationToken.None);
        }

        Handoff = await Service.HandOver(externalId: $"{Mark}-lead");
        await Service.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{this["Sven"].Id}/deactivate", new { });
    }

    private async Task WorkWithPeople(Guid sven)
    {
        var account = await Service.OpenAccount(new { name = $"{Mark} works", ownerId = sven });
        var contact = await Service.AddContact(account.Id, name: $"Vera {Mark}");
        await Service.LogActivity(sven, "note", $"{Mark} note", ("account", account.Id), ("contact", contact.Id));
        var now = Service.Clock.GetUtcNow();
        await Service.SetTask(sven, now.AddDays(1), ("opportunity", Deal.Id), remindAt: now);
        await Eventually.Get(() => Service.Get<Page<ReminderResponse>>("/api/sales/v1/reminders"), page => page.Items.Count > 0);
    }

    private async Task Found(string code, string? parent, string manager) => Teams[code] = await Service.Post<TeamResponse>("/api/sales/v1/teams",
        new { code, name = code, parentId = parent is null ? (Guid?)null : Teams[parent].Id, managerId = people[manager].Id });
}
