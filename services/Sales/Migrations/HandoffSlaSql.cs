namespace Funnel.Sales.Migrations;

internal static class HandoffSlaSql
{
    /// <summary>Handoffs of before there were clocks get one that does not run: outreach is kept, nobody is warned.</summary>
    public const string ClocksOfOlderHandoffs =
        """
        insert into sla_clocks (id, handoff_id, lead_id, cycle, started_at, warn_at, due_at, runs, sequence)
        select gen_random_uuid(), id, lead_id, cycle, handed_off_at, sla_due_at, sla_due_at, false, 0 from handoffs
        """;
}
