using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Funnel.Bench;

/// <summary>The board of ten thousand open opportunities, and the list of a million opportunities. The floor is hand-written SQL.</summary>
internal sealed class SalesPages(SystemUnderTest target)
{
    private const int BoardSize = 10_000;
    private const int ListSize = 1_000_000;

    private const string Page =
        """
        select o.id, o.external_id, o.name, o.status, o.pipeline, o.stage, o.probability, o.amount, o.currency, o.expected_close_date,
            o.account_id, a.name, o.owner_id, r.name,
            o.lead_id, o.created_at, o.closed_at, o.reason, o.forecast_category, o.stage_entered_at, o.stalled_at
        """;

    private const string Names = "join accounts a on a.id = o.account_id left join representatives r on r.id = o.owner_id";

    public async Task<IReadOnlyList<ResultRow>> Board()
    {
        await Seed("board", BoardSize, "'Open'", Open(4));
        var (system, floor, cpu) = await Latencies.P95(target, "board", ["/api/sales/v1/pipelines/board/board"],
            [
                $"""
                select stage, currency, count(*), sum(amount) from opportunities where pipeline = 'board' and status = 'Open'
                    group by stage, currency;
                select top.* from stages s cross join lateral ({Page} from opportunities o {Names} where o.pipeline = 'board'
                    and o.stage = s.code and o.status = 'Open' order by o.expected_close_date, o.id limit 11) top
                where s.pipeline = 'board'
                """,
            ], perSecond: 20);
        return [ResultRow.AtMost($"board of {BoardSize:N0} open opportunities, first page, p95", 100, 50, system, "ms",
            Details(floor, cpu))];
    }

    public async Task<IReadOnlyList<ResultRow>> List()
    {
        await Seed("million", ListSize, "case n % 10 when 8 then 'Won' when 9 then 'Lost' else 'Open' end",
            $"case n % 10 when 8 then 'won' when 9 then 'lost' else {Open(4)} end");
        var owner =
            await target.QueryScalar<Guid>("sales",
                "select owner_id from opportunities where pipeline = 'million' and owner_id is not null limit 1");
        (string Query, string Where, string Order)[] pages =
        [
            ("status=open&sort=-amount", "o.status = 'Open'", "o.amount desc, o.id desc"),
            ("pipeline=million&stage=negotiation&sort=expectedCloseDate",
                "o.pipeline = 'million' and o.stage = 'negotiation' and o.status = 'Open'", "o.expected_close_date, o.id"),
            ("pipeline=million&status=open&sort=-amount", "o.pipeline = 'million' and o.status = 'Open'", "o.amount desc, o.id desc"),
            ($"ownerId={owner}&status=open&sort=stageEnteredAt", $"o.owner_id = '{owner}' and o.status = 'Open'",
                "o.stage_entered_at, o.id"),
            ("search=planning 77777", "o.search_text like '%planning%' and o.search_text like '%77777%'", "o.id desc"),
            ("status=won&closingFrom=2026-06-01&closingUntil=2026-06-30&sort=-amount",
                "o.status = 'Won' and o.expected_close_date between '2026-06-01' and '2026-06-30'", "o.amount desc, o.id desc"),
            ("status=open&search=audit&sort=-amount", "o.status = 'Open' and o.search_text like '%audit%'", "o.amount desc, o.id desc"),
            ("sort=-created", "true", "o.id desc"),
        ];
        var paths = pages.Select(page => $"/api/sales/v1/opportunities?limit=50&{page.Query.Replace(" ", "%20", StringComparison.Ordinal)}")
            .ToArray();
        await CheckThatPagesHaveItems(paths);
        var (system, floor, cpu) = await Latencies.P95(target, "list", paths,
            [.. pages.Select(page =>
                $"{Page} from (select * from opportunities o where {page.Where} order by {page.Order} limit 51) o {Names} "
                    + $"order by {page.Order}")], perSecond: 20);
        return [ResultRow.AtMost($"list of {ListSize:N0} opportunities with filter, sort and search, p95", 100, 50, system, "ms",
            Details(floor, cpu))];
    }

    /// <summary>An empty page would measure nothing.</summary>
    private async Task CheckThatPagesHaveItems(string[] paths)
    {
        using var http = new HttpClient { BaseAddress = target.Gateway };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await target.Token());
        foreach (var path in paths)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(path);
            _ = page.GetProperty("items").GetArrayLength() > 0 ? 0 : throw new InvalidOperationException($"{path} returns no items.");
        }
    }

    private static string Details(double floor, string cpu) =>
        string.Create(CultureInfo.InvariantCulture, $"SQL alone: {floor:0.#} ms. CPU ms per page: {cpu}.");

    private static string Open(int stages) => $"(array['qualification', 'discovery', 'proposal', 'negotiation'])[1 + n / 10 % {stages}]";

    /// <summary>
    /// Creates a pipeline with the given number of opportunities. The API creates the first one, which is the template for the
    /// others.
    /// </summary>
    private async Task Seed(string pipeline, int count, string status, string stage)
    {
        using var http = new HttpClient { BaseAddress = target.Gateway };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await target.Token());
        using var defined = await http.PutAsJsonAsync($"/api/sales/v1/pipelines/{pipeline}", new { name = pipeline, stages = Stages });
        using var made = await http.PostAsJsonAsync("/api/sales/v1/opportunities", new
        {
            account = new { name = "Seed" }, name = "Seed", amount = 1, currency = "EUR", expectedCloseDate = "2026-06-30", pipeline,
            externalId = $"seed-{pipeline}", unassigned = true,
        });
        foreach (var answer in new[] { defined, made })
        {
            _ = answer.IsSuccessStatusCode ? 0 : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }

        await using var sales = await target.Open("sales");
        var account =
            await RowTemplate.Read(sales, "accounts where name = 'Seed'", "id", "name", "normalised_name", "search_words");
        var deal = await RowTemplate.Read(sales, $"opportunities where external_id = 'seed-{pipeline}'",
            "id", "external_id", "name", "account_id", "owner_id", "status", "stage", "stage_entered_at", "amount", "expected_close_date",
            "created_at", "closed_at", "reason", "search_text", "search_words");
        // The indexes are created at the end, because updating them for each of a million rows takes ten times as long.
        await using var seed = new NpgsqlCommand(
            $"""
            set session_replication_role = replica;
            create temp table indexes as select indexname, indexdef from pg_indexes where schemaname = 'public'
                and tablename = 'opportunities' and indexname <> 'pk_opportunities';
            do $$ declare one record; begin for one in select indexname from indexes loop execute format('drop index %I',
                one.indexname); end loop; end $$;
            insert into accounts (id, name, normalised_name, {account.Columns})
                select ('00000000-0000-7000-9000-{pipeline.Length:D4}' || lpad(n::text, 8, '0'))::uuid, 'Account {pipeline} ' || n,
                    'account {pipeline} ' || n, {account.Values} from generate_series(0, 9999) n;
            insert into representatives (id, name, email, external_id, is_active, version, weight)
                select gen_random_uuid(), 'Representative ' || n, 'r' || n || '@{pipeline}.example', 'r-{pipeline}-' || n, false, 0, 1
                    from generate_series(0, 99) n;
            insert into opportunities (id, external_id, name, account_id, owner_id, status, stage, stage_entered_at, amount,
                expected_close_date, created_at, closed_at, reason, search_text, {deal.Columns})
                select ('00000000-0000-7000-a000-{pipeline.Length:D4}' || lpad(n::text, 8, '0'))::uuid, '{pipeline}-' || n,
                    (array['Fleet planning', 'Route optimiser', 'Warehouse audit', 'Tender desk', 'Depot lighting'])[1 + n % 5] || ' ' || n,
                        ('00000000-0000-7000-9000-{pipeline.Length:D4}' || lpad((n % 10000)::text, 8, '0'))::uuid,
                    r.id, {status}, {stage}, timestamptz '2026-01-01' + n % 300 * interval '1 day' + n * interval '1 microsecond',
                        n::bigint * 7919 % 1000000, date '2026-01-01' + n % 730,
                    timestamptz '2026-01-01' + n % 300 * interval '1 day', case {status} when 'Open' then null
                        else timestamptz '2026-10-31' + n % 20 * interval '1 day' end, case {status} when 'Open' then null else 'price' end,
                        ' ' || lower((array['Fleet planning', 'Route optimiser', 'Warehouse audit', 'Tender desk',
                            'Depot lighting'])[1 + n % 5] || ' ' || n), {deal.Values}
                from generate_series(1, {count}) n join (select id, row_number() over (order by id) - 1 as turn from representatives
                    where external_id like 'r-{pipeline}-%') r on r.turn = n % 100;
            do $$ declare one record; begin for one in select indexdef from indexes loop execute one.indexdef; end loop; end $$;
            """, sales) { CommandTimeout = 1800 };
        await seed.ExecuteNonQueryAsync();
        await using var analyze = new NpgsqlCommand("vacuum analyze opportunities; ", sales) { CommandTimeout = 600 };
        await analyze.ExecuteNonQueryAsync();
    }

    private static readonly object[] Stages =
    [
        new { code = "qualification", name = "Qualification", probability = 0.1, forecastCategory = "pipeline", kind = "open" },
        new { code = "discovery", name = "Discovery", probability = 0.25, forecastCategory = "pipeline", kind = "open" },
        new { code = "proposal", name = "Proposal", probability = 0.5, forecastCategory = "bestCase", kind = "open" },
        new { code = "negotiation", name = "Negotiation", probability = 0.75, forecastCategory = "commit", kind = "open" },
        new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won" },
        new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
    ];
}
