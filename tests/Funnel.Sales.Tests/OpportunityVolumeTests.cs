using System.Net.Http.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>
/// Lists 100,000 opportunities, of which 10,000 are open. A page must read an index and not the whole table.
/// </summary>
public sealed class OpportunityVolumeTests(OpportunityVolumeTests.ManyOpportunities many)
    : IClassFixture<OpportunityVolumeTests.ManyOpportunities>
{
    private const int Rounds = 5;

    /// <summary>
    /// The rows and index entries that one round of all pages and the board may read. One scan of the table reads 100,000 rows.
    /// </summary>
    private const int MostRowsOfARound = 60_000;

    private static readonly string[] Queries =
    [
        "", "status=open&sort=-amount", "status=open&sort=expectedCloseDate", "sort=stageEnteredAt",
        "pipeline=default&stage=proposal&sort=amount",
        "ownerId=00000000-0000-7000-8000-000000000007&status=open&sort=-amount", "ownerId=00000000-0000-7000-8000-000000000007",
        "search=boiler", "search=boiler south&sort=-amount", "search=a87ff679a2&sort=expectedCloseDate", "search=zeppelin", "search=東京",
        "stalled=true&sort=stageEnteredAt",
        "status=open&closingFrom=2024-01-01&closingUntil=2024-01-31&sort=-amount", "currency=USD&amountFrom=50000&sort=amount",
        "accountId=00000000-0000-7000-9000-00000000000f&sort=amount",
    ];

    private readonly ServiceUnderTest<Program, SalesDb> sales = many.Service;

    [Fact]
    public async Task A_filtered_sorted_or_searched_page_and_a_boards_first_page_read_a_part_of_the_opportunities()
    {
        Assert.Equal(100_000, await sales.Count("opportunities"));
        await Run("alter table opportunities alter owner_id set statistics -1");
        await Run("vacuum analyze opportunities");
        var before = await Read();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var query in Queries)
            {
                Assert.True((await sales.Get<OpportunityPage>($"/api/sales/v1/opportunities?{query}")).Items.Count <= 50);
            }

            var board = await sales.Get<BoardResponse>("/api/sales/v1/pipelines/default/board");
            Assert.Equal(10_000, board.Columns.Sum(column => column.Count));
        }

        // PostgreSQL reports its counts some seconds later.
        var after = await Eventually.Get(Read, read => read.Scans >= before.Scans + (Rounds * (Queries.Length + 1)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{(after.Rows - before.Rows) / Rounds} rows a round");
        Assert.InRange(after.Rows - before.Rows, 1, Rounds * MostRowsOfARound);
    }

    [Fact]
    public async Task The_list_of_a_caller_who_sees_few_opportunities_reads_only_those()
    {
        string[] queries = ["sort=-amount", "sort=-created", "pipeline=default&stage=won&sort=expectedCloseDate"];
        var (person, name) = (await sales.Hire("Newcomer", active: false), Steps.New("newcomer"));
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{person.Id}/person", new { signsInAs = name });
        // The newcomer's opportunities are the last ones in each order, so a scan of an index of all owners finds them last.
        await Run(
            $"update opportunities set owner_id = '{person.Id}', amount = 0, expected_close_date = '2035-01-01' where id in (select id "
                + "from opportunities order by id limit 20)");
        // In a large table the statistics of PostgreSQL do not list every owner. The test table has few owners, so the test makes the
        // statistics small as well.
        await Run("alter table opportunities alter owner_id set statistics 5");
        await Run("vacuum analyze opportunities");
        using var newcomer = sales.As(sales.Issuer.Token([new("role", "sales")], subject: name));
        var before = await Read();
        foreach (var query in Enumerable.Repeat(queries, 5).SelectMany(all => all))
        {
            var items =
                (await newcomer.GetFromJsonAsync<OpportunityPage>($"/api/sales/v1/opportunities?{query}",
                    ServiceUnderTest<Program, SalesDb>.Json))!.Items;
            Assert.InRange(items.Count, 10, 20);
            Assert.All(items, item => Assert.Equal(person.Id, item.OwnerId));
        }

        // One page that scans the whole table would read 100,000 rows.
        var after = await Eventually.Get(Read, read => read.Scans >= before.Scans + 30);
        Assert.InRange(after.Rows - before.Rows, 1, 50_000);
    }

    private Task<RowReads> Read() =>
        RowReads.Of(sales.Database, "public.opportunities", TestContext.Current.CancellationToken);

    private Task Run(string sql) => Run(sales, sql);

    private static async Task Run(ServiceUnderTest<Program, SalesDb> sales, string sql)
    {
        await using var command = sales.Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private const string People =
        """
        insert into representatives (id, name, email, external_id, is_active, version)
            select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Rep ' || n, 'r' || n || '@sales.example', 'r' || n,
                false, 0 from generate_series(1, 50) n;
        insert into accounts (id, name, normalised_name, domain, created_at, version)
            select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Account ' || n, 'account ' || n, 'a' || n || '.example',
                now(), 0 from generate_series(1, 10000) n;
        """;

    private static string Deals(int first, int last) =>
        $"""
        insert into opportunities (id, name, account_id, owner_id, pipeline, stage, probability, amount, currency, expected_close_date,
            status,
            created_at, recorded_at, closed_at, reason, sequence, forecast_category, stage_entered_at, stalled_at, lines_revision,
            search_text)
        select *, ' ' || lower(name) from (select
            (lpad(to_hex(1500000000000 + n::bigint * 60000), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
            (array['Fleet planning', 'Boiler for the plant', 'Renewal of support', 'Route optimisation'])[1 + n % 4] || ' ' ||
                (array['north', 'south', 'east'])[1 + n % 3] || ' ' || md5(n::text),
            ('00000000-0000-7000-9000-' || lpad(to_hex(1 + (n::bigint * 7919) % 10000), 12, '0'))::uuid,
            ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % 49), 12, '0'))::uuid,
            'default', case when n % 10 = 0 then (array['qualification', 'discovery', 'proposal', 'negotiation'])[1 + (n / 10) % 4]
                when n % 10 < 6 then 'won' else 'lost' end,
            0.5, (abs(hashint4(n)::bigint) % 10000000) / 100.0, (array['EUR', 'EUR', 'EUR', 'USD'])[1 + n % 4],
                date '2020-01-01' + (abs(hashint4(n + 1)::bigint) % 2400)::int,
            case when n % 10 = 0 then 'Open' when n % 10 < 6 then 'Won' else 'Lost' end, now() - (100000 - n) * interval '1 minute', now(),
            case when n % 10 = 0 then null else now() end, case when n % 10 = 0 then null else 'price' end, 2, 'Pipeline',
            now() - (abs(hashint4(n + 2)::bigint) % 1000000) * interval '1 minute', case when n % 200 = 0 then now() end, 0
        from generate_series({first}, {last}) n) deal (id, name);
        """;

    public sealed class ManyOpportunities : IAsyncLifetime
    {
        private ServiceUnderTest<Program, SalesDb>? service;

        internal ServiceUnderTest<Program, SalesDb> Service => service ?? throw new InvalidOperationException("Sales did not start.");

        public async ValueTask InitializeAsync()
        {
            service = await SalesFixture.Start();
            await Run(service, People);
            for (var part = 0; part < 10; part++)
            {
                await Run(service, Deals((part * 10_000) + 1, (part + 1) * 10_000));
            }

            await Run(service, "analyze opportunities; analyze accounts; analyze representatives");
        }

        public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
