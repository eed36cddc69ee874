using Funnel.Sales.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

/// <summary>The exports of other systems come in with a choice of mapping and nothing else.</summary>
public sealed class BuiltInMappingsTests : IAsyncLifetime
{
    private const string Deals = "select o.external_id, o.name, o.status, o.stage, trim_scale(o.amount), o.currency, "
        + "o.expected_close_date::text, to_char(o.created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS'), "
        + "to_char(o.closed_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS'), o.reason, a.name, c.full_name, r.name "
        + "from opportunities o join accounts a on a.id = o.account_id left join contacts c on c.id = o.contact_id "
        + "left join representatives r on r.id = o.owner_id order by 1";

    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start();

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task The_deals_of_HubSpot_come_in()
    {
        var import = await sales.Import(await Exported("hubspot_deals.csv"), "mapping=hubspot");
        Assert.Equal((5, 5, 0), (import.Records, import.Added, import.Failed));
        Assert.Equal(
            [
                "101|Northwind - Annual plan|Open|negotiation|24000|USD|2027-01-31|2026-09-14 08:32:00|||Northwind Traders|"
                    + "Ann Archer|Dana Fox",
                "102|Adventure Works - Pilot|Won|won|4800.5|USD|2026-06-30|2026-04-02 15:05:00|2026-06-30 23:30:00|not-recorded|"
                    + "Adventure Works|Bob Berg|Dana Fox",
                "103|Contoso – \"Phase 2\", EMEA|Lost|lost|125000|EUR|2026-05-15|2026-01-20 11:47:00|2026-05-15 09:30:00|price|"
                    + "Contoso Ltd||Émile Roy",
                $"104|Deal without company or amount|Open|qualification|0|EUR|{await Later()}|2026-11-02 17:20:00|||Dee Dunn|Dee Dunn|",
                "105|Fabrikam 🚀 renewal|Open|discovery|9990|USD|2027-03-31|2026-10-25 01:30:00|||Fabrikam, Inc.||Dana Fox",
            ], await sales.Rows(Deals));
    }

    [Fact]
    public async Task The_deals_of_Pipedrive_come_in_with_the_outcome_beside_the_stage()
    {
        var import = await sales.Import(await Exported("pipedrive_deals.csv"), "mapping=pipedrive");
        Assert.Equal((5, 5, 0), (import.Records, import.Added, import.Failed));
        Assert.Equal(
            [
                "1|Benny Groceries deal|Open|proposal|3500|EUR|2027-01-15|2026-09-01 08:15:00|||Benny Groceries|Benny Moss|Dana Fox",
                "2|Hill Robotics deal|Won|won|12000.5|USD|2026-06-15|2026-03-01 10:00:00|2026-06-30 22:45:12|not-recorded|"
                    + "Hill Robotics, Inc.|Hilda Hill|Dana Fox",
                "3|Karo \"Kraft\" deal|Lost|lost|900|EUR|2026-07-31|2026-04-20 12:00:00|2026-05-02 07:00:00|no-budget|Karo Kraft GmbH|"
                    + "Karo Köhler|Émile Roy",
                $"4|Tony Turnips deal|Open|qualification|0|JPY|{await Later()}|2026-11-29 23:59:59|||Tony Tan|Tony Tan|Émile Roy",
                "5|Owen deal|Won|won|4500|EUR|2026-01-01|2025-12-31 23:30:00|2026-01-01 00:10:00|not-recorded|Owen & Söhne||Dana Fox",
            ], await sales.Rows(Deals));
    }

    [Fact]
    public async Task The_opportunities_of_Salesforce_come_in_with_one_closing_date()
    {
        var import = await sales.Import(await Exported("salesforce_opportunities.csv"), "mapping=salesforce&default=currency:USD");
        Assert.Equal((5, 5, 0), (import.Records, import.Added, import.Failed));
        Assert.Equal(
            [
                "006A1|Grand Hotels Generator|Won|won|210000|USD|2026-03-31|2025-11-03 13:45:10|2026-03-31 00:00:00|"
                    + "not-recorded|001A1||005A1",
                "006A2|Edge Emergency Generator|Lost|lost|75000|USD|2026-05-29|2026-01-12 09:00:00|2026-05-29 00:00:00|"
                    + "not-recorded|001A2||005A1",
                "006A3|University of AZ Portable|Open|negotiation|50000|USD|2027-01-15|2026-09-01 00:30:00|||001A3||005A2",
                "006A4|Pyramid Emergency|Open|qualification|0|USD|2027-02-28|2026-11-11 11:11:11|||001A4||005A2",
                "006A5|Burlington Textiles – Größe M|Open|proposal|15000.25|USD|2026-10-31|2026-07-04 22:15:00|||001A5||005A1",
            ], await sales.Rows(Deals));
    }

    /// <summary>The expected date of open deals without one.</summary>
    private async Task<string> Later() => (await sales.Rows("select ((now() at time zone 'utc')::date + 90)::text")).Single();

    /// <summary>The headers and conventions are those of the system; the rows are invented.</summary>
    private static Task<string> Exported(string name) =>
        File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Funnel.Sales.Tests", "Selling", "Imports", "Data", name));

    [Fact]
    public async Task A_reason_that_is_on_no_list_costs_no_deal_and_is_told()
    {
        var import = await sales.Import(
            "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Organization,Deal - Stage,Deal - Status,"
                + "Deal - Deal closed on,Deal - Lost reason\n1,A,1,EUR,Org,Qualified,Lost,2026-05-02 07:00:00,Bad luck\n",
            "mapping=pipedrive");
        Assert.Equal((1, 0), (import.Added, import.Failed));
        Assert.Equal("1,2,Deal - Lost reason,import-reason-not-kept,\"Row 1: Column 'Deal - Lost reason' contains 'Bad luck', which is not "
            + "a reason. The opportunity got the reason 'not-recorded'.\",Bad luck,warning", (await sales.Errors(import)).Single());
    }
}
