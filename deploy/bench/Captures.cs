namespace Funnel.Bench;

/// <summary>Leads that are captured with their first touch, against pgbench writing the same five rows in one statement.</summary>
internal sealed class Captures(Plant plant)
{
    private const string Path = "/api/marketing/v1/leads";

    private const string Body =
        $$$"""
        {"email":"lead-{{{Request.Number}}}@customer.example","fullName":"Ada Lovelace","company":"Analytical Engines","jobTitle":"Engineer","country":"GB","utm":{"source":"google","medium":"cpc","campaign":"spring"},"landingPage":"https://www.example.com/pricing","touches":[{"kind":"pageView","url":"https://www.example.com/pricing"}]}
        """;

    public async Task<IReadOnlyList<Line>> Measure(string name, string what, Uri service, int clients, double gate, double stretch)
    {
        var requests = Requests(service, await plant.Token());
        await Load.Closed(service, requests, 1, 0.1);
        var script = await Script();
        var result = await Rounds.Measure(plant, name,
            seconds => Floor.PgBench(plant, script, clients, seconds), seconds => Run(service, requests, clients, seconds));
        var line = Line.Least(what, gate, stretch, result.Ratio, $"CPU ms a lead: {Rounds.Text(result.Cpu)}.", result.More, result.IsEnough);
        return service != plant.Gateway ? [line] :
        [
            line,
            Line.Most($"… its CPU a lead over gateway, service and database", 1, 0.5, result.OwnCpu("marketing"), "ms", "Relay and scoring are in it; broker and other services are not.", result.IsEnough),
        ];
    }

    /// <summary>A person each time.</summary>
    public static Func<Request> Requests(Uri service, string token, string body = Body)
    {
        var request = new Request(service, Path, token, body);
        return request.Copy;
    }

    /// <exception cref="InvalidOperationException">There are more or fewer new rows than answers.</exception>
    private async Task<(double, double)> Run(Uri service, Func<Request> requests, int clients, double seconds)
    {
        var before = await plant.Ask<long>("marketing", "select count(*) from leads");
        var (rate, answers) = await Load.Closed(service, requests, clients, seconds);
        var rows = await plant.Ask<long>("marketing", "select count(*) from leads") - before;
        return rows == answers ? (rate, answers) : throw new InvalidOperationException($"{answers} captures were answered, and there are {rows} more leads.");
    }

    private async Task<string> Script()
    {
        await using var marketing = await plant.Open("marketing");
        var lead = await Rows.Read(marketing, "leads where email like 'lead-%' order by id desc", "id", "email");
        var touch = await Rows.Read(marketing, "touches order by recorded_at desc", "id", "lead_id");
        var captured = await Rows.Read(marketing, "messaging.journal where type like '%captured%' order by xid desc", "xid", "position", "recorded_at", "id", "subject");
        var touched = await Rows.Read(marketing, "messaging.journal where type like '%touch%' order by xid desc", "xid", "position", "recorded_at", "id", "subject");
        var audit = await Rows.Read(marketing, "messaging.audit where entity = 'lead' order by id desc", "id", "entity_id");
        return $"""
            \set n random(1, 9000000000000000)
            with l as (insert into leads (id, email, {lead.Columns}) values (gen_random_uuid(), 'lead-' || :n || '@customer.example', {lead.Values}) returning id), t as (insert into touches (id, lead_id, {touch.Columns}) select gen_random_uuid(), id, {touch.Values} from l returning id), a as (insert into messaging.audit (id, entity_id, {audit.Columns}) select gen_random_uuid(), id, {audit.Values} from l) insert into messaging.journal (id, subject, {captured.Columns}) select gen_random_uuid(), id, {Cast(captured.Values)} from l union all select id, id, {Cast(touched.Values)} from t;

            """;
    }

    /// <summary>A union does not tell its literals what column they are for; the journal's are event, sequence and type.</summary>
    private static string Cast(string values) => string.Join(", ", values.Split(", E'").Select((value, at) => (at == 0 ? value : "E'" + value) + (at == 1 ? "::int" : "::text")));
}
