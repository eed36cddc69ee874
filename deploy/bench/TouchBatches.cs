using System.Text;

namespace Funnel.Bench;

/// <summary>Sends batches of a hundred touches. The floor is pgbench, which inserts the same two hundred rows with unnest.</summary>
internal sealed class TouchBatches(SystemUnderTest target)
{
    private const int Size = 100;
    private const int Clients = 8;

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        var token = await target.Token();
        // Enough leads, so that no lead gets hundreds of touches within a minute.
        await Load.Closed(target.Marketing, Captures.Requests(target.Marketing, token), 64, 10);
        var leads = (await target.QueryScalar<Guid[]>("marketing", "select array(select id from leads order by id desc limit 20000)"))
            .ToArray();
        var batches = Enumerable.Range(0, leads.Length / Size)
            .Select(at => new Request(target.Gateway, "/api/marketing/v1/touches/batch", token, Body(leads.AsSpan(at * Size, Size))))
            .ToArray();
        var next = 0;
        Request Requests() => batches[Interlocked.Increment(ref next) % batches.Length].Copy();
        await Load.Closed(target.Gateway, Requests, 1, 0.1);
        var script = await Script(leads[..Size]);
        var result =
            await Rounds.Measure(target, "touches", async seconds => Size * await Floor.PgBench(target, script, Clients, seconds), Run);
        var milliseconds = result.Cpu.ToDictionary(part => part.Key, part => part.Value * Size);
        return
        [
            ResultRow.AtLeast($"touches in batches of {Size}, {Clients} clients, through the gateway ÷ pgbench unnest", 0.3, 0.6,
                result.Ratio,
                $"CPU ms per batch: {Rounds.Text(milliseconds)}.", result.Rates, result.IsConclusive),
        ];

        async Task<(double, double)> Run(double seconds)
        {
            var before = await target.QueryScalar<long>("marketing", "select count(*) from touches");
            var (rate, answers) = await Load.Closed(target.Gateway, Requests, Clients, seconds);
            var rows = await target.QueryScalar<long>("marketing", "select count(*) from touches") - before;
            return rows == answers * Size
                ? (rate * Size, rows)
                : throw new InvalidOperationException($"{answers} batches were confirmed, but there are {rows} new touches.");
        }
    }

    private static string Body(ReadOnlySpan<Guid> leads)
    {
        var items = new StringBuilder();
        foreach (var lead in leads)
        {
            items.Append(items.Length == 0 ? "" : ",").Append(
                $$$"""{"leadId":"{{{lead}}}","kind":"pageView","url":"https://www.example.com/pricing?visit={{{Request.Number}}}","utm":"""
                    + """{"source":"google","medium":"cpc","campaign":"spring"}}""");
        }

        return $$"""{"items":[{{items}}]}""";
    }

    private async Task<string> Script(Guid[] leads)
    {
        await using var marketing = await target.Open("marketing");
        var touch = await RowTemplate.Read(marketing, "touches where url like '%visit=%' order by recorded_at desc", "id", "lead_id");
        var touched =
            await RowTemplate.Read(marketing, "messaging.journal where event like '%visit=%' order by xid desc", "xid", "position",
                "recorded_at", "id", "subject");
        return $$"""
            with t as (insert into touches (id, lead_id, {{touch.Columns}}) select gen_random_uuid(), lead, {{touch.Values}}
                from unnest('{{{string.Join(',', leads)}}}'::uuid[]) lead returning id) insert into messaging.journal (id, subject,
                {{touched.Columns}}) select id, id, {{touched.Values}} from t;

            """;
    }
}
