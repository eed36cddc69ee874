using System.Globalization;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Quotas;
using Funnel.Sales.Referrals;
using Funnel.Sales.Surveys;
using Funnel.Sales.Tests.Customers;
using Funnel.Sales.Tests.Imports;
using Funnel.Sales.Views;
using Funnel.Sales.Visibility;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Funnel.Sales.Tests.Visibility.TwoTeams))]

namespace Funnel.Sales.Tests.Visibility;

/// <summary>
/// A Sales service of its own with the team Europe (manager Mia) above the teams North (manager Nora, member Nils) and South
/// (manager Sara, member Sven). Sven owns one record of each type that can have an owner. Each of them contains <see cref="Mark"/>.
/// </summary>
public sealed class TwoTeams : IAsyncLifetime
{
    public const string Mark = "canary";

    public const string Checklist = "bant";

    /// <summary>The amount of Sven's deal. No other record has this amount.</summary>
    public const decimal Amount = 77123.45m;

    private readonly (string Key, string Value)[] settings;
    private readonly Dictionary<string, RepresentativeResponse> people = [];
    private readonly List<Guid> things = [];

    public TwoTeams() : this([])
    {
    }

    internal TwoTeams(params (string Key, string Value)[] settings) => this.settings = settings;

    internal ServiceUnderTest<Program, SalesDb> Service { get; private set; } = null!;

    /// <summary>The teams by their codes: europe, north and south.</summary>
    internal Dictionary<string, TeamResponse> Teams { get; } = [];

    internal OpportunityState Deal { get; private set; } = null!;

    internal HandoffSummary Handoff { get; private set; } = null!;

    internal CustomerSummary Customer { get; private set; } = null!;

    /// <summary>The ids with which a path or a query could find a record of Sven.</summary>
    internal IReadOnlyList<string> Ids =>
        [.. things.Select(id => id.ToString()), this["Sven"].Id.ToString(), .. Teams.Values.Select(team => team.Id.ToString())];

    /// <summary>
    /// Texts that only a response about Sven's records contains. They include the start of a quote's PDF, and the number of
    /// answers in the survey score, because only Sven's survey is answered.
    /// </summary>
    internal IReadOnlyList<string> Marks =>
        [Mark, .. things.Select(id => id.ToString()), Amount.ToString(CultureInfo.InvariantCulture), "\"answers\":1,", "%PDF-"];

    internal RepresentativeResponse this[string name] => people[name];

    public async ValueTask InitializeAsync()
    {
        Service = await SalesFixture.Start(settings);
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

    /// <summary>
    /// The types with an owner of which Sven owns no record, and the types that refer to them and have no row. If a type is listed,
    /// add a record of it to <see cref="OwnOneOfEach"/>.
    /// </summary>
    internal async Task<List<string>> Missing()
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        var owned = db.Model.GetEntityTypes().Where(type => typeof(IOwned).IsAssignableFrom(type.ClrType)).ToList();
        Assert.NotEmpty(owned);
        var missing = new List<string>();
        foreach (var type in owned)
        {
            var rows = (IQueryable<IOwned>)typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type.ClrType)
                .Invoke(db, null)!;
            if (!(await rows.ToListAsync()).Any(row => row.OwnerId == this["Sven"].Id))
            {
                missing.Add(type.ClrType.Name);
            }
        }

        var hanging = Hanging([.. owned]);
        Assert.NotEmpty(hanging);
        foreach (var type in hanging)
        {
            if (await Service.Count(type.GetTableName()!) == 0)
            {
                missing.Add(type.ClrType.Name);
            }
        }

        return missing;
    }

    /// <summary>The types that refer to an owned type, directly or through other types.</summary>
    private static List<IEntityType> Hanging(HashSet<IEntityType> owned)
    {
        var reached = owned.ToHashSet();
        while (reached.SelectMany(type => type.GetReferencingForeignKeys()).Select(key => key.DeclaringEntityType).ToList()
            .FindAll(reached.Add).Count > 0)
        {
        }

        return [.. reached.Except(owned).Where(type => type.GetTableName() is not null)];
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
        things.Add(Deal.Id);
        await Service.Patch<OpportunityState>($"/api/sales/v1/opportunities/{Deal.Id}", new { forecastCategory = "commit" });
        var (account, contact) = await WorkWithPeople(this["Sven"].Id);
        await Offer();
        await SellTo(account, contact);
        await Keep();
        await Service.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{this["Sven"].Id}/activate", new { });
        foreach (var (whose, id) in new[] { ("representativeId", this["Sven"].Id), ("teamId", Teams["south"].Id),
            ("teamId", Teams["europe"].Id) })
        {
            await Service.Post<JsonElement>("/api/sales/v1/forecasts/2026-12/overrides",
                new Dictionary<string, object> { ["commitForecast"] = Amount, ["bestCaseForecast"] = Amount, ["note"] = Mark,
                    [whose] = id });
            things.Add(
                (await Service.Post<QuotaResponse>("/api/sales/v1/quotas",
                    new Dictionary<string, object> { ["period"] = "2026-12", ["amount"] = Amount, [whose] = id })).Id);
        }

        await using (var scope = Service.Services.CreateAsyncScope())
        {
            await TakeSnapshots.Take(scope.ServiceProvider.GetRequiredService<SalesDb>(), new(2020, 12, 31), "UTC",
                Service.Clock.GetUtcNow(), CancellationToken.None);
        }

        Handoff = await Service.HandOver(externalId: $"{Mark}-lead");
        things.AddRange([Handoff.Id, Handoff.LeadId]);
        await Service.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{this["Sven"].Id}/deactivate", new { });
    }

    private async Task<(Guid Account, Guid Contact)> WorkWithPeople(Guid sven)
    {
        var account = await Service.OpenAccount(new { name = $"{Mark} works", ownerId = sven });
        var contact = await Service.AddContact(account.Id, name: $"Vera {Mark}");
        var activity = await Service.LogActivity(sven, "note", $"{Mark} note", ("account", account.Id), ("contact", contact.Id));
        var now = Service.Clock.GetUtcNow();
        var task = await Service.SetTask(sven, now.AddDays(1), ("opportunity", Deal.Id), remindAt: now);
        await Eventually.Get(() => Service.Get<Page<ReminderResponse>>("/api/sales/v1/reminders"), page => page.Items.Count > 0);
        things.AddRange([account.Id, contact.Id, activity.Id, task.Id]);
        return (account.Id, contact.Id);
    }

    /// <summary>Adds lines, a competitor, checklist answers and a sent quote to the deal.</summary>
    private async Task Offer()
    {
        var deal = $"/api/sales/v1/opportunities/{Deal.Id}";
        var product = await Service.Sell();
        await Service.Put<JsonElement>($"{deal}/lines",
            new { lines = new[] { new { productId = product.Id, quantity = 1, unitPrice = Amount } } });
        await Service.Put<JsonElement>("/api/sales/v1/competitors/rival", new { name = "Rival" });
        await Service.Put<JsonElement>($"{deal}/competitors", new { competitors = new[] { "rival" } });
        await Service.Post<JsonElement>($"{deal}/checklists/{Checklist}",
            new { answers = new[] { new { item = "budget", state = "met", note = Mark } } });
        var quote = (await Service.Quote(Deal.Id, new { note = Mark })).Summary;
        await Service.Post<QuoteVersionSummary>($"{QuoteSteps.Quotes}/{quote.QuoteId}/send", new { });
        things.Add(quote.QuoteId);
    }

    /// <summary>Adds a customer with a contract, a survey, a referral and a review.</summary>
    private async Task SellTo(Guid account, Guid contact)
    {
        Customer = await Service.Win(accountId: account, ownerId: this["Sven"].Id);
        var path = $"{CustomerSteps.Path}/{Customer.Id}";
        var contract =
            await Service.Post<ContractResponse>($"{path}/contracts",
                new { name = $"{Mark} contract", monthly = Amount, currency = "EUR", startsOn = "2025-01-01" });
        var survey = await Service.Post<SentSurveyResponse>($"{path}/surveys", new { contactId = contact });
        using var anybody = Service.As(null);
        using var answered = await anybody.PostAsJsonAsync(survey.Link.AbsolutePath, new { score = 7, comment = Mark });
        Assert.True(answered.IsSuccessStatusCode);
        var referral = await Service.Post<ReferralResponse>($"{path}/referrals", new { company = $"{Mark} friends" });
        var review =
            await Service.Post<ReviewResponse>($"{path}/reviews",
                new { site = Mark, link = $"https://reviews.example/{Mark}", publishedOn = "2026-01-02" });
        things.AddRange([Customer.Id, contract.Id, survey.Id, referral.Id, review.Id]);
    }

    /// <summary>Saves a view of Sven, and imports a file that contains <see cref="Mark"/>.</summary>
    private async Task Keep()
    {
        using var sven = As("Sven", "sales");
        using var saved =
            await sven.PostAsJsonAsync("/api/sales/v1/views",
                new { list = "opportunities", name = $"{Mark} view", filter = new { status = "open" } });
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        things.Add((await saved.Content.ReadFromJsonAsync<ViewResponse>(ServiceUnderTest<Program, SalesDb>.Json))!.Id);
        things.Add(
            (await Service.Import($"externalId,account,amount,currency,expectedCloseDate\n{Mark}-1,Buyer,{Mark},EUR,2026-12-31\n",
                $"name={Mark}.csv")).Id);
    }

    private async Task Found(string code, string? parent, string manager) =>
        Teams[code] = await Service.Post<TeamResponse>("/api/sales/v1/teams",
        new { code, name = code, parentId = parent is null ? (Guid?)null : Teams[parent].Id, managerId = people[manager].Id });
}
