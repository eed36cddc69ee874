using System.Globalization;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

/// <summary>Imports a realistic history. The list, the pipeline and the forecast must equal a recount of the file.</summary>
public sealed class StartImportTests : IAsyncLifetime
{
    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start(("Forecasts:Currency", "USD"));

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task After_the_import_of_a_CRM_file_the_list_the_pipeline_and_the_forecast_equal_a_recount()
    {
        await sales.Put<object>("/api/sales/v1/pipelines/default", new
        {
            name = "Default",
            stages = new object[]
            {
                new { code = "qualification", name = "Qualification", probability = 0.1, forecastCategory = "pipeline" },
                new { code = "discovery", name = "Discovery", probability = 0.25, forecastCategory = "pipeline", maximumAgeDays = 30,
                    requirements = new[] { "decision-maker" } },
                new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won" },
                new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
            },
        });
        var deals = CrmFile.Deals(4000);
        var import = await sales.Import(CrmFile.Csv(deals), ImportSteps.Crm);
        Assert.Equal((4000, 4000, 0), (import.Records, import.Added, import.Failed));

        // The list shows each opportunity once, with the values of the file.
        var listed = await List();
        Assert.Equal(deals.Count, listed.Count);
        foreach (var deal in deals)
        {
            var shown = listed[deal.Id];
            Assert.Equal((deal.Agent, deal.Account.Length > 0 ? deal.Account : "Not recorded", deal.Value ?? 0, "USD"),
                (shown.Owner, shown.Account, shown.Amount, shown.Currency));
            Assert.Equal((StageOf(deal), deal.Closed),
                (shown.Stage, shown.ClosedAt is { } closed ? DateOnly.FromDateTime(closed.UtcDateTime) : null));
            Assert.True(deal.Engaged is null || shown.CreatedAt == new DateTimeOffset(deal.Engaged.Value, default, TimeSpan.Zero));
        }

        // The pipeline has the same count and sum in each stage.
        Assert.Equal(
            deals.GroupBy(StageOf).Select(stage => $"{stage.Key}|{stage.Count()}|{stage.Sum(deal => deal.Value ?? 0):0.00}")
                .Order(StringComparer.Ordinal),
            listed.Values.GroupBy(shown => shown.Stage)
                .Select(stage => $"{stage.Key}|{stage.Count()}|{stage.Sum(shown => shown.Amount):0.00}").Order(StringComparer.Ordinal));

        // The forecast has the same won amounts by month and agent, and the open deals in their expected month.
        foreach (var month in deals.Where(deal => deal.Stage == "Won")
            .GroupBy(deal => deal.Closed!.Value.ToString("yyyy-MM", CultureInfo.InvariantCulture)))
        {
            var forecast = await sales.Get<ForecastResponse>($"/api/sales/v1/forecasts/{month.Key}");
            Assert.Equal(month.Sum(deal => deal.Value!.Value), forecast.Total.Closed);
            Assert.Equal(
                month.GroupBy(deal => deal.Agent).Select(agent => (agent.Key, agent.Sum(deal => deal.Value!.Value))).Order(),
                forecast.Representatives.Where(line => line.Figures.Closed > 0).Select(line => (line.Name!, line.Figures.Closed)).Order());
        }

        Assert.Equal(deals.Count(deal => deal.Closed is null || deal is { Stage: "Won", Closed: { Year: 2018, Month: 3 } }),
            (await sales.Get<ForecastResponse>("/api/sales/v1/forecasts/2018-03")).Total.Deals);
        Assert.Equal(deals.Where(deal => deal is { Stage: "Won", Account.Length: > 0 }).Select(deal => deal.Account).Distinct()
            .Count() + 1, await sales.Count("customers"));
        Assert.Equal(deals.Select(deal => deal.Product).Distinct().Count(), await sales.Count("products"));
        Assert.Equal(deals.Count,
            await sales.Count("opportunity_lines l join opportunities o on o.id = l.opportunity_id and l.amount = o.amount"));

        // Imported representatives are inactive, so they get no leads. Imported history sets no timers and no reminders.
        Assert.Equal(0, await sales.Count("representatives where is_active"));
        Assert.Equal(0, await sales.Count("messaging.timers t join opportunities o on o.id = t.subject"));
        Assert.Equal(0, await sales.Count("reminders") + await sales.Count("messaging.journal where type like '%stalled%'"));
        Assert.Equal(deals.Count(deal => deal.Stage == "Engaging"), await sales.Count("opportunities where stalled_at is not null"));
        Assert.Equal(deals.Sum(deal => deal.Closed is null ? 1 : 2),
            await sales.Count($"messaging.journal where event::jsonb ->> 'importid' = '{import.Id}'"));
        Assert.Equal(0,
            await sales.Count(
                "(select lag(sequence) over (partition by subject order by xid, position) as before, sequence from messaging.journal) j "
                    + "where before >= sequence"));
    }

    [Fact]
    public async Task The_closed_deals_of_a_marketplace_are_imported_with_their_22_representatives_and_dates()
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", "olist", "olist_closed_deals_dataset.csv");
        Assert.SkipUnless(File.Exists(path), "The files of the marketplace are not beside the checkout.");
        var file = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var import = await sales.Import(file, ImportSteps.Query(
            ("column", "mql_id:externalId"), ("column", "seller_id:account"), ("column", "sr_id:owner"), ("column", "won_date:closedAt"),
            ("column", "business_segment:product"),
            ("column", "declared_monthly_revenue:amount"), ("column", "sdr_id:-"), ("column", "lead_type:-"),
            ("column", "lead_behaviour_profile:-"), ("column", "has_company:-"), ("column", "has_gtin:-"),
            ("column", "average_stock:-"), ("column", "business_type:-"), ("column", "declared_product_catalog_size:-"),
            ("default", "stage:won"), ("default", "currency:BRL"), ("addOwners", "true"), ("addProducts", "true")));
        Assert.Equal((842, 842, 0), (import.Records, import.Added, import.Failed));
        // A quoted profile may contain a comma, so the last column is counted from the end.
        var recount = file.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(',')).ToList();
        Assert.Equal(22, await sales.Count("representatives"));
        Assert.Equal(842, await sales.Count("customers"));
        Assert.Equal(recount.GroupBy(deal => deal[4][..7]).Select(month => $"{month.Key}|{month.Count()}").Order(StringComparer.Ordinal),
            await sales.Rows(
                "select to_char(closed_at at time zone 'utc', 'YYYY-MM'), count(*) from opportunities where status = 'Won' group by 1 "
                    + "order by 1"));
        Assert.Equal(recount.Sum(deal => decimal.Parse(deal[^1], CultureInfo.InvariantCulture))
            .ToString("0.00", CultureInfo.InvariantCulture), (await sales.Rows("select sum(amount) from opportunities")).Single());
        Assert.Equal(0, (await sales.Import(file, Same(import))).Added);
    }

    [Fact]
    public async Task A_hundred_thousand_records_are_imported()
    {
        var file = CrmFile.Csv(CrmFile.Deals(100_000, seed: 2));
        var started = await sales.Start(file, ImportSteps.Crm);
        var import = await sales.Over(started.Id);
        Assert.Equal((100_000, 100_000, 0), (import.Done, import.Added, import.Failed));
        Assert.Equal(100_000, await sales.Count("opportunities"));
        Assert.Equal(0, await sales.Count("import_records"));
    }

    private async Task<Dictionary<string, Listed>> List()
    {
        var (listed, after) = (new Dictionary<string, Listed>(), "");
        while (true)
        {
            var page = await sales.Get<ListedPage>($"/api/sales/v1/opportunities?limit=200{after}");
            page.Items.ForEach(item => listed.Add(item.ExternalId, item));
            if (page.Next is null)
            {
                return listed;
            }

            after = $"&after={page.Next}";
        }
    }

    private static string Same(ImportResponse import) => ImportSteps.Query([
        .. import.Plan.Header.Zip(import.Plan.Fields, (name, field) => ("column", $"{name}:{field?.ApiName() ?? "-"}")),
        .. import.Plan.Defaults.Select(pair => ("default", $"{pair.Key}:{pair.Value}")), ("addOwners", "true"), ("addProducts", "true")]);

    private static string StageOf(CrmDeal deal) =>
        deal.Stage switch { "Prospecting" => "qualification", "Engaging" => "discovery", _ => deal.Stage.ToLowerInvariant() };

    private sealed record ListedPage(List<Listed> Items, string? Next);

    private sealed record Listed(string ExternalId, string Stage, decimal Amount, string Currency, string Account, string? Owner,
        DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt);
}
