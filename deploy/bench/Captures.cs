namespace Funnel.Bench;

/// <summary>Captures leads with their first touch. The floor is pgbench, which writes the same five rows in one statement.</summary>
internal sealed class Captures(SystemUnderTest target)
{
    private const string Path = "/api/marketing/v1/leads";

    private const string Body =
        $$$"""
        {"email":"lead-{{{Request.Number}}}@customer.example","fullName":"Ada Lovelace","company":"Analytical Engines",
         "jobTitle":"Engineer","country":"GB","utm":{"source":"google","medium":"cpc","campaign":"spring"},
         "landingPage":"https://www.example.com/pricing","touches":[{"kind":"pageView","url":"https://www.example.com/pricing"}]}
        """;

    public async Task<IReadOnlyList<ResultRow>> Measure(string name, string what, Uri service, int clients, double gate, double stretch)
    {
        var requests = Requests(service, await target.Token());
        await Load.Closed(service, requests, 1, 0.1);
        var script = await Script();
        var result = await Rounds.Measure(target, name,
            seconds => Floor.PgBench(target, script, clients, seconds), seconds => Run(service, requests, clients, seconds));
        var line =
            ResultRow.AtLeast(what, gate, stretch, result.Ratio, $"CPU ms per lead: {Rounds.Text(result.Cpu)}.", result.Rates,
                result.IsConclusive);
        return service != target.Gateway ? [line] :
        [
            line,
            ResultRow.AtMost("… CPU per lead in gateway, service and database", 1, 0.5, result.OperationCpu("marketing"), "ms",
                "It includes publishing and scoring, but not the broker and the other services.", result.IsConclusive),
        ];
    }

    /// <summary>Each request captures another lead.</summary>
    public static Func<Request> Requests(Uri service, string token, string body = Body)
    {
        var request = new Request(service, Path, token, body);
        return request.Copy;
    }

    /// <exception cref="InvalidOperationException">The number of new rows differs from the number of responses.</exception>
    private async Task<(double, double)> Run(Uri service, Func<Request> requests, int clients, double seconds)
    {
        var before = await target.QueryScalar<long>("marketing", "select count(*) from leads");
        var (rate, answers) = await Load.Closed(service, requests, clients, seconds);
        var rows = await target.QueryScalar<long>("marketing", "select count(*) from leads") - before;
        return rows == answers
            ? (rate, answers)
            : throw new InvalidOperationException($"{answers} captures were confirmed, but there are {rows} new leads.");
    }

    private async Task<string> Script()
    {
        await using var marketing = await target.Open("marketing");
        var lead = await RowTemplate.Read(marketing, "leads where email like 'lead-%' order by id desc", "id", "email");
        var touch = await RowTemplate.Read(marketing, "touches order by recorded_at desc", "id", "lead_id");
        var captured =
            await RowTemplate.Read(marketing, "messaging.journal where type like '%captured%' order by xid desc", "xid", "position",
                "recorded_at", "id", "subject");
        var touched =
            await RowTemplate.Read(marketing, "messaging.journal where type like '%touch%' order by xid desc", "xid", "position",
                "recorded_at", "id", "subject");
        var audit =
            await RowTemplate.Read(marketing, "audit.lines where entity = 'lead' order by id desc", "id", "entity_id", "salt", "xid");
        return $"""
            \set n random(1, 9000000000000000)
            with l as (insert into leads (id, email, {lead.Columns}) values (gen_random_uuid(), 'lead-' || :n || '@customer.example',
                {lead.Values}) returning id), t as (insert into touches (id, lead_id, {touch.Columns}) select gen_random_uuid(), id,
                {touch.Values} from l returning id), a as (insert into audit.lines (id, entity_id, {audit.Columns})
                select gen_random_uuid(), id, {audit.Values} from l) insert into messaging.journal (id, subject, {captured.Columns})
                select gen_random_uuid(), id, {Cast(captured.Values)} from l union all select id, id, {Cast(touched.Values)} from t;

            """;
    }

    /// <summary>Adds casts, because a union does not infer the types of its literals. The columns are event, sequence and type.</summary>
    private static string Cast(string values) =>
        string.Join(", ", values.Split(", E'").Select((value, at) => (at == 0 ? value : "E'" + value) + (at == 1 ? "::int" : "::text")));
}
