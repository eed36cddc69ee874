using Npgsql;

namespace Funnel.Bench;

/// <summary>Accepts handoffs through the gateway. The floor is pgbench, which writes the same three rows in one statement.</summary>
internal sealed class Accepts(SystemUnderTest target)
{
    private const int Clients = 16;
    private const int Supply = 200_000;
    private const int FloorSupply = 250_000;

    /// <summary>The SQL expression for the id of a handoff, made from its number.</summary>
    private static string Id(string number) => $"('00000000-0000-7000-8000-00' || lpad(({number})::text, 10, '0'))::uuid";

    /// <summary>Empties the copy of the tables and starts a new sequence of turns.</summary>
    private const string Emptied = "truncate handoffs cascade; drop sequence if exists turns; create sequence turns minvalue 0;";

    private const string Lead =
        $$$"""
        {"email":"lead-{{{Request.Number}}}@customer.example","fullName":"Ada Lovelace","company":"Analytical Engines",
         "country":"GB","utm":{"source":"google","medium":"cpc","campaign":"spring"},"touches":[{"kind":"form","asset":"demo-request"}]}
        """;

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        var token = await target.Token();
        await Load.Closed(target.Gateway, Captures.Requests(target.Gateway, token, Lead), 1, 0.2);
        // The first handoff of a new system takes a while. A queue does not show the event that a listener is handling.
        for (var wait = 0; wait < 100 && await Pending() == 0; wait++)
        {
            await Task.Delay(100);
        }

        await target.WaitUntilIdle();
        var template = await Template();
        var first = Load.NextNumber() + 1;
        await Seed("sales", template, first, Supply);
        var accept =
            new Request(target.Gateway, $"/api/sales/v1/handoffs/00000000-0000-7000-8000-00{Request.Number}/accept", token,
                """{"decidedBy":"Ana Almeida"}""");
        await Load.Closed(target.Gateway, accept.Copy, 1, 0.1);
        await target.WaitUntilIdle();
        var script = await Script();
        var result = await Rounds.Measure(target, "accept",
            async seconds =>
            {
                await Seed(Floor.SalesDatabase, template, 0, FloorSupply);
                return await Floor.PgBench(target, script, Clients, seconds, Floor.SalesDatabase);
            }, Run);
        return
        [
            ResultRow.AtLeast($"handoffs accepted, through the gateway, {Clients} clients ÷ pgbench", 0.15, 0.3, result.Ratio,
                $"CPU ms per decision: {Rounds.Text(result.Cpu)}. It includes the event in Marketing and Insights.", result.Rates,
                result.IsConclusive),
            ResultRow.AtMost("… CPU per decision in gateway, service and database", 3, 1.5, result.OperationCpu("sales"), "ms",
                "Most of it is the save of three rows by EF Core.", result.IsConclusive),
        ];

        async Task<(double, double)> Run(double seconds)
        {
            var before = await Accepted();
            var (rate, answers) = await Load.Closed(target.Gateway, accept.Copy, Clients, seconds);
            var rows = await Accepted() - before;
            return rows == answers
                ? (rate, answers)
                : throw new InvalidOperationException($"{answers} decisions were confirmed, but {rows} handoffs were accepted.");
        }
    }

    private Task<long> Accepted() => target.QueryScalar<long>("sales", "select count(*) from handoffs where status = 'Accepted'");

    private Task<long> Pending() => target.QueryScalar<long>("sales", "select count(*) from handoffs where status = 'Pending'");

    private async Task<(string Columns, string Values)> Template()
    {
        await using var sales = await target.Open("sales");
        return await RowTemplate.Read(sales, "handoffs where status = 'Pending' order by id desc", "id", "lead_id", "external_lead_id");
    }

    /// <summary>Inserts pending handoffs with consecutive numbers.</summary>
    private async Task Seed(string database, (string Columns, string Values) template, long first, int count)
    {
        await using var connection = await target.Open(database);
        await using var seed = new NpgsqlCommand(
            $"""
            set session_replication_role = replica;
            {(database == Floor.SalesDatabase ? Emptied : "")}
            insert into handoffs (id, lead_id, {template.Columns}) select {Id("n")}, gen_random_uuid(), {template.Values}
                from generate_series({first}::bigint, {first + count - 1}::bigint) n;
            analyze handoffs;
            """, connection);
        await seed.ExecuteNonQueryAsync();
    }

    private async Task<string> Script()
    {
        await using var sales = await target.Open("sales");
        var told =
            await RowTemplate.Read(sales, "messaging.journal where type = 'sales.lead.accepted.v1' order by xid desc", "xid", "position",
                "recorded_at", "id", "subject");
        var audit =
            await RowTemplate.Read(sales, "audit.lines where entity = 'handoff' and action = 'changed' order by id desc", "id",
                "entity_id", "salt", "xid");
        return $"""
            with n as materialized (select {Id("nextval('turns')")} id), h as (update handoffs set status = 'Accepted',
                decided_by = 'Ana Almeida', decided_at = now(), sequence = sequence + 1, last_event_id = gen_random_uuid() from n
                where handoffs.id = n.id returning handoffs.id), a as (insert into audit.lines (id, entity_id, {audit.Columns})
                select gen_random_uuid(), id, {audit.Values} from h) insert into messaging.journal (id, subject, {told.Columns})
                select gen_random_uuid(), id, {told.Values} from h;

            """;
    }
}
