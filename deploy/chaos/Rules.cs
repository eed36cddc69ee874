namespace Funnel.Chaos;

/// <summary>
/// The rules for the tables of each service, as SQL. Most queries find violations. The others run in two services and must give the
/// same rows.
/// </summary>
internal static class Rules
{
    /// <summary>
    /// Work that is left: facts that are not published, and messages that are not consumed. The scorer and the relay must have
    /// read the journal to its end.
    /// </summary>
    public static readonly IReadOnlyList<(string What, string Sql)> Waiting =
    [
        ("beyond a cursor", """
            select c.name || ' ' || count(*) from messaging.cursors c join messaging.journal j on (j.xid, j.position) > (c.xid, c.position)
                group by c.name
            """),
        ("unpublished", "select id::text from messaging.unpublished"),
        ("asked for again", "select queue from messaging.replays where finished_at is null"),
        ("dead letters", "select queue || ' ' || coalesce(type, '') || ' ' || cause from messaging.dead_letters"),
    ];

    private static readonly (string What, string Sql) Numbered =
        ("subjects whose facts are not numbered 1, 2, 3 in the journal's order", """
        select subject::text from (select subject, sequence, row_number() over (partition by subject order by xid, position) as place
            from messaging.journal) told
        where sequence <> place group by subject
        """);

    public static readonly IReadOnlyList<(string What, string Sql)> Marketing =
    [
        Numbered,
        ("leads that differ from their captures", Differ("select id::text from leads", "marketing.contact.captured.v1")),
        ("touches that differ from their facts", Differ("select id::text from touches", "marketing.touch.recorded.v1")),
        ("people who are there twice", "select email from leads where email is not null group by email having count(*) > 1"),
        ("qualifications that differ from their facts", $"""
            select coalesce(a.key, b.key) from (select lead_id || ' ' || cycle as key from qualifications) a
            full join ({Qualified}) b on a.key = b.key where a.key is null or b.key is null
            """),
        ("leads qualified twice in a cycle", $"select key from ({Qualified}) told group by key having count(*) > 1"),
        ("stages that are not what Sales said", """
            select l.id || ' ' || l.stage from leads l where l.stage is distinct from case
                when exists (select from opportunities o where o.lead_id = l.id and o.outcome = 'Won') then 'Customer'
                when exists (select from opportunities o where o.lead_id = l.id) then 'Sql'
                when exists (select from decisions d where d.lead_id = l.id and d.kind = 'Rejected') then 'Disqualified'
                when exists (select from decisions d where d.lead_id = l.id and d.kind = 'Accepted' and d.cycle >= l.cycle) then 'Sal'
                when exists (select from qualifications q where q.lead_id = l.id and q.cycle >= l.cycle) then 'Mql'
                else 'Lead' end
            """),
    ];

    public static readonly IReadOnlyList<(string What, string Sql)> Sales =
    [
        Numbered,
        ("handoffs that nobody was told of", Differ("select id::text from handoffs", "sales.lead.assigned.v1")),
        ("handoffs given out twice", """
            select subject::text from messaging.journal where type = 'sales.lead.assigned.v1'
                and event::jsonb -> 'data' ? 'representativeId' group by subject having count(*) > 1
            """),
        ("accepted handoffs that differ from their facts",
            Differ("select id::text from handoffs where status = 'Accepted'", "sales.lead.accepted.v1")),
        ("rejected handoffs that differ from their facts",
            Differ("select id::text from handoffs where status = 'Rejected'", "sales.lead.rejected.v1")),
        ("recycled handoffs that differ from their facts",
            Differ("select id::text from handoffs where status = 'Recycled'", "sales.lead.recycled.v1")),
        ("opportunities that differ from their facts", Differ("select id::text from opportunities", "sales.opportunity.created.v1")),
        ("wins that differ from their facts",
            Differ("select id::text from opportunities where status = 'Won'", "sales.opportunity.won.v1")),
        ("losses that differ from their facts",
            Differ("select id::text from opportunities where status = 'Lost'", "sales.opportunity.lost.v1")),
    ];

    /// <summary>Pairs of queries: the facts that one service published, and the rows that another service made from them.</summary>
    public static readonly IReadOnlyList<(string What, string Source, string There, string Target, string Here)> Across =
    [
        ("as handoff of a qualified lead", "marketing", Qualified, "sales", "select lead_id || ' ' || cycle from handoffs"),
        ("as Sales's decision in Marketing", "sales",
            "select lead_id || ' ' || cycle || ' ' || status from handoffs where status <> 'Pending'",
            "marketing", "select lead_id || ' ' || cycle || ' ' || kind from decisions"),
        ("as Sales's deal in Marketing", "sales", "select id || ' ' || status from opportunities where lead_id is not null", "marketing",
            "select id || ' ' || outcome from opportunities"),
        ("in the inbox of marketing.leads", "sales", """
            select id::text from messaging.journal where type in ('sales.lead.accepted.v1', 'sales.lead.rejected.v1',
                'sales.lead.recycled.v1',
                'sales.opportunity.created.v1', 'sales.opportunity.won.v1', 'sales.opportunity.lost.v1')
            """, "marketing", "select event_id::text from messaging.inbox where queue = 'marketing.leads'"),
        ("in the inbox of sales.handoffs", "marketing", "select id::text from messaging.journal where type = 'marketing.lead.qualified.v1'",
            "sales", "select event_id::text from messaging.inbox where queue = 'sales.handoffs'"),
    ];

    private const string Qualified = """
        select (event::jsonb #>> '{data,leadId}') || ' ' || (event::jsonb #>> '{data,cycle}') as key from messaging.journal
            where type = 'marketing.lead.qualified.v1'
        """;

    /// <summary>Whether a read model keeps events of a type. The timeline keeps events of all types.</summary>
    public static bool Hears(string model, string type) => model switch
    {
        "funnels" =>
            type is "marketing.contact.captured.v1" or "marketing.lead.qualified.v1" or "sales.lead.assigned.v1"
            or "sales.lead.accepted.v1" or "sales.lead.rejected.v1"
            or "sales.lead.recycled.v1" or "sales.opportunity.created.v1" or "sales.opportunity.won.v1",
        "deals" => type.StartsWith("sales.opportunity.", StringComparison.Ordinal),
        _ => true,
    };

    private static string Differ(string rows, string type) => $"""
        select coalesce(a.id, b.id) from ({rows}) a (id)
        full join (select distinct subject::text from messaging.journal where type = '{type}') b (id) on a.id = b.id
        where a.id is null or b.id is null
        """;
}
