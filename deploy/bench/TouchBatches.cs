using System.Text;

namespace Funnel.Bench;

/// <summary>Batches of a hundred touches through the gateway, against pgbench inserting the same two hundred rows by unnest.</summary>
internal sealed class TouchBatches(Plant plant)
{
    private const int Size = 100;
    private const int Clients = 8;

    public async Task<IReadOnlyList<Line>> Measure()
    {
        var token = await plant.Token();
        // People to have touches: so many that none gets hundreds within a minute, which nobody does.
        await Load.Closed(plant.Marketing, Captures.Requests(plant.Marketing, token), 64, 10);
        var leads = (await plant.Ask<Guid[]>("marketing", "select array(select id from leads order by id desc limit 20000)")).ToArray();
        var batches = Enumerable.Range(0, leads.Length / Size).Select(at => new Request(plant.Gateway, "/api/marketing/v1/touches/batch", token, Body(leads.AsSpan(at * Size, Size)))).ToArray();
        var next = 0;
        Request Requests() => batches[Interlocked.Increment(ref next) % batches.Length].Copy();
        await Load.Closed(plant.Gateway, Requests, 1, 0.1);
        var script = await Script(leads[..Size]);
        var result = await Rounds.Measure(plant, "touches", async seconds => Size * await Floor.PgBench(plant, script, Clients, seconds), Run);
        var milliseconds = result.Cpu.ToDictionary(part => part.Key, part => part.Value * Size);
        return
        [
            Line.Least($"touches in batches of {Size}, {Clients} clients, through the gateway ÷ pgbench unnest", 0.3, 0.6, result.Ratio,
                $"CPU ms a batch: {Rounds.Text(milliseconds)}.", result.More, result.IsEnough),
        ];

        async Task<(double, double)> Run(double seconds)
        {
            var before = await plant.Ask<long>("marketing", "select count(*) from touches");
            var (rate, answers) = await Load.Closed(plant.Gateway, Requests, Clients, seconds);
            var rows = await plant.Ask<long>("marketing", "select count(*) from touches") - before;
            return rows == answers * Size ? (rate * Size, rows) : throw new InvalidOperationException($"{answers} batches were answered, and there are {rows} more touches.");
        }
    }

    private static string Body(ReadOnlySpan<Guid> leads)
    {
        var items = new StringBuilder();
        foreach (var lead in leads)
        {
            items.Append(items.Length == 0 ? "" : ",").Append(
                $$$"""{"leadId":"{{{lead}}}","kind":"pageView","url":"https://www.example.com/pricing?visit={{{Request.Number}}}","utm":{"source":"google","medium":"cpc","campaign":"spring"}}""");
        }

        return $$"""{"items":[{{items}}]}""";
    }

    private async Task<string> Script(Guid[] leads)
    {
        await using var marketing = await plant.Open("marketing");
        var touch = await Rows.Read(marketing, "touches where url like '%visit=%' order by recorded_at desc", "id", "lead_id");
        var touched = await Rows.Read(marketing, "messaging.journal where event like '%visit=%' order by xid desc", "xid", "position", "recorded_at", "id", "subject");
        return $$"""
            with t as (insert into touches (id, lead_id, {{touch.Columns}}) select gen_random_uuid(), lead, {{touch.Values}} from unnest('{{{string.Join(',', leads)}}}'::uuid[]) lead returning id) insert into messaging.journal (id, subject, {{touched.Columns}}) select id, id, {{touched.Values}} from t;

            """;
    }
}
