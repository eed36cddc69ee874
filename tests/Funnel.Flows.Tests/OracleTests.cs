using Funnel.Chaos;
using Npgsql;

namespace Funnel.Flows.Tests;

/// <summary>The oracle of the crash tests finds every difference that these tests make.</summary>
public sealed class OracleTests(RunningSystem system)
{
    /// <summary>A database, a statement that damages it, and the words by which the oracle must name the difference.</summary>
    private static readonly (string Database, string Wrong, string Sentence)[] Wrongs =
    [
        ("marketing", """
            insert into messaging.journal (id, type, subject, sequence, event)
            select gen_random_uuid(), type, subject, 2, event from messaging.journal where type = 'marketing.touch.recorded.v1' limit 1
            """, "told twice"),
        ("marketing", $"update messaging.journal set sequence = 7 where {One("messaging.journal", "type = 'marketing.lead.qualified.v1'")}",
            "not numbered"),
        ("marketing", $"delete from messaging.journal where {One("messaging.journal", "type = 'marketing.contact.captured.v1'")}",
            "leads that differ"),
        ("marketing", $"update leads set stage = 'Customer' where {One("leads", "stage = 'Lead'")}", "stages that are not what Sales said"),
        ("marketing", $"delete from decisions where {One("decisions")}", "missing as Sales's decision"),
        ("marketing", $"""
            update messaging.journal set event = regexp_replace(event, '"score":[0-9.]+', '"score":51')
            where {One("messaging.journal", "type = 'marketing.lead.qualified.v1' order by position desc")}
            """, "scored otherwise"),
        ("sales", """
            with lost as (select id from handoffs where status = 'Rejected' limit 1),
                clock as (delete from sla_clocks where handoff_id in (select id from lost))
            delete from handoffs where id in (select id from lost)
            """, "missing as handoff"),
        ("sales", $"update handoffs set status = 'Pending' where {One("handoffs", "status = 'Accepted'")}",
            "accepted handoffs that differ"),
        ("sales", $"delete from messaging.inbox where {One("messaging.inbox")}", "missing in the inbox"),
        ("insights", $"delete from funnels.entries where {One("funnels.entries", "entered = 'qualified'")}", "missing in funnels"),
        ("insights", $"update timeline.events set event_id = gen_random_uuid() where {One("timeline.events")}",
            "out of nowhere in timeline"),
    ];

    /// <summary>A condition that exactly one row fulfils. Partitions of a table can hold rows at the same place.</summary>
    private static string One(string table, string rows = "true") =>
        $"(tableoid, ctid) = (select tableoid, ctid from {table} where {rows} limit 1)";

    [Fact]
    public async Task The_oracle_finds_every_difference()
    {
        using var installation = new Installation(system.Home, system.Port);
        var journal = await Story(installation);
        Assert.Empty((await Judge(new Oracle(installation), journal)).Differences);
        foreach (var (database, wrong, sentence) in Wrongs)
        {
            // The damage is never committed, so only the oracle sees it.
            var differences = (await Judge(new Oracle(installation, async (name, connection) =>
            {
                if (name == database)
                {
                    await using var meddle = new NpgsqlCommand($"begin; {wrong}", connection);
                    Assert.True(await meddle.ExecuteNonQueryAsync() == 1, $"{wrong}\ndoes not damage exactly one row");
                }
            }), journal)).Differences;
            Assert.True(differences.Any(difference => difference.Contains(sentence, StringComparison.Ordinal)),
                $"{wrong}\nis reported as: {string.Join("; ", differences)}");
        }
    }

    [Fact]
    public async Task The_oracle_finds_a_lost_fact_and_a_doubled_fact()
    {
        using var installation = new Installation(system.Home, system.Port);
        var journal = await Story(installation);
        var given = (await File.ReadAllLinesAsync(journal, TestContext.Current.CancellationToken))[0];
        await File.AppendAllLinesAsync(journal, [$"marketing.contact.captured.v1 {Guid.CreateVersion7()}", given],
            TestContext.Current.CancellationToken);

        var verdict = await Judge(new Oracle(installation), journal);

        Assert.Equal((1, 1, 2), (verdict.Lost, verdict.Doubled, verdict.Differences.Count));
    }

    /// <summary>Twenty people come, without a fault.</summary>
    /// <returns>The file of the acknowledged facts.</returns>
    private async Task<string> Story(Installation installation)
    {
        await Rounds.Prepare(installation);
        var journal = Path.Combine(system.Home, $"{Guid.CreateVersion7()}.journal");
        await using var load =
            new Load(installation.Client(), journal, await system.Rate(installation, TestContext.Current.CancellationToken));
        await load.Came(20);
        await load.End();
        Assert.Empty(load.Door.Wrong);
        return journal;
    }

    private static Task<Verdict> Judge(Oracle oracle, string journal) => oracle.Judge(journal, TestContext.Current.CancellationToken);
}
