using Npgsql;

namespace Funnel.Bench;

/// <summary>Handoffs that are accepted through the gateway, each once, against pgbench writing the same three rows in one statement.</summary>
internal sealed class Accepts(Plant plant)
{
    private const int Clients = 16;
    private const int Supply = 200_000;
    private const int FloorSupply = 250_000;

    /// <summary>A handoff's id, of its number.</summary>
    private static string Id(string number) => $"('00000000-0000-7000-8000-00' || lpad(({number})::text, 10, '0'))::uuid";

    private const string Lead =
        $$$"""
        {"email":"lead-{{{Request.Number}}}@customer.example","fullName":"Ada Lovelace","company":"Analytical Engines","country":"GB","utm":{"source":"google","medium":"cpc","campaign":"spring"},"touches":[{"kind":"form","asset":"demo-request"}]}
        """;

    public async Task<IReadOnlyList<Line>> Measure()
    {
        var token = await plant.Token();
        await Load.Closed(plant.Gateway, Captures.Requests(plant.Gateway, token, Lead), 1, 0.2);
        // On a young system the first one takes a while, and what a listener has in its hands is seen in no queue.
        for (var wait = 0; wait < 100 && await Pending() == 0; wait++)
        {
            await Task.Delay(100);
        }

        await plant.Settle();
        var template = await Template();
        var first = Load.NextNumber() + 1;
        await Seed("sales", template, first, Supply);
        var accept = new Request(plant.Gateway, $"/api/sales/v1/handoffs/00000000-0000-7000-8000-00{Request.Number}/accept", token, """{"decidedBy":"Ana Almeida"}""");
        await Load.Closed(plant.Gateway, accept.Copy, 1, 0.1);
        await plant.Settle();
        var script = await Script();
        var result = await Rounds.Measure(plant, "accept",
            async seconds =>
            {
                await Seed(Floor.OfSales, template, 0, FloorSupply);
                return await Floor.PgBench(plant, script, Clients, seconds, Floor.OfSales);
            }, Run);
        return
        [
            Line.Least($"handoffs accepted, through the gateway, {Clients} clients ÷ pgbench", 0.15, 0.3, result.Ratio,
                $"CPU ms a decision: {Rounds.Text(result.Cpu)}. Each looks its handoff up, and is told to Marketing and Insights.", result.More, result.IsEnough),
            Line.Most("… its CPU a decision over gateway, service and database", 3, 1.5, result.OwnCpu("sales"), "ms", "EF Core's save of three rows is most of it.", result.IsEnough),
        ];

        async Task<(double, double)> Run(double seconds)
        {
            var before = await Accepted();
            var (rate, answers) = await Load.Closed(plant.Gateway, accept.Copy, Clients, seconds);
            var rows = await Accepted() - before;
            return rows == answers ? (rate, answers) : throw new InvalidOperationException($"{answers} decisions were answered, and {rows} more handoffs are accepted.");
        }
    }

    private Task<long> Accepted() => plant.Ask<long>("sales", "select count(*) from handoffs where status = 'Accepted'");

    private Task<long> Pending() => plant.Ask<long>("sales", "select count(*) from handoffs where status = 'Pending'");

    private async Task<(string Columns, string Values)> Template()
    {
        await using var sales = await plant.Open("sales");
        return await Rows.Read(sales, "handoffs where status = 'Pending' order by id desc", "id", "lead_id", "external_lead_id");
    }

    /// <summary>Handoffs that wait, by numbers.</summary>
    private async Task Seed(string database, (string Columns, string Values) template, long first, int count)
    {
        await using var connection = await plant.Open(database);
        await using var seed = new NpgsqlCommand(
            $"""
            set session_replication_role = replica;
            {(database == Floor.OfSales ? "truncate handoffs cascade; drop sequence if exists turns; create sequence turns minvalue 0;" : "")}
            insert into handoffs (id, lead_id, {template.Columns}) select {Id("n")}, gen_random_uuid(), {template.Values} from generate_series({first}::bigint, {first + count - 1}::bigint) n;
            analyze handoffs;
            """, connection);
        await seed.ExecuteNonQueryAsync();
    }

    private async Task<string> Script()
    {
        await using var sales = await plant.Open("sales");
        var told = await Rows.Read(sales, "messaging.journal where type = 'sales.lead.accepted.v1' order by xid desc", "xid", "position", "recorded_at", "id", "subject");
        var audit = await Rows.Read(sales, "messaging.audit where entity = 'handoff' and action = 'changed' order by id desc", "id", "entity_id");
        return $"""
            with n as materialized (select {Id("nextval('turns')")} id), h as (update handoffs set status = 'Accepted', decided_by = 'Ana Almeida', decided_at = now(), sequence = sequence + 1, last_event_id = gen_random_uuid() from n where handoffs.id = n.id returning handoffs.id), a as (insert into messaging.audit (id, entity_id, {audit.Columns}) select gen_random_uuid(), id, {audit.Values} from h) insert into messaging.journal (id, subject, {told.Columns}) select gen_random_uuid(), id, {told.Values} from h;

            """;
    }
}
