using Funnel.Testing;
using Npgsql;

namespace Funnel.Chaos;

/// <summary>The result of a comparison, once nothing happens in the system any more.</summary>
/// <param name="Promises">The number of acknowledged facts.</param>
/// <param name="Events">The number of facts in the journals.</param>
/// <param name="Lost">Facts that were acknowledged and are in no journal, or that one part published and another does not know.</param>
/// <param name="Doubled">Facts that were published or done more than once.</param>
/// <param name="Differences">A line for each kind of difference, these two included.</param>
public sealed record Verdict(int Promises, int Events, int Lost, int Doubled, IReadOnlyList<string> Differences);

/// <summary>Compares the acknowledged facts, the journals and the tables of each service.</summary>
/// <remarks>
/// 1. Wait until the relays, the scorer and the queues have nothing left.
/// 2. Acknowledged facts against the journals: each is there, and none that can happen only once is there twice.
/// 3. Each service against its own journal, and each listener against the journal that it listens to.
/// 4. Each read model of Insights against both journals: the same events.
/// 5. Scores against the touches in the journal.
/// </remarks>
/// <param name="meddle">Changes the data that the oracle sees. A test uses it to prove that the oracle finds the change.</param>
public sealed class Oracle(Installation system, Func<string, NpgsqlConnection, Task>? meddle = null)
{
    /// <param name="journal">The file of the acknowledged facts.</param>
    public async Task<Verdict> Judge(string journal, CancellationToken cancellation)
    {
        await Drained(cancellation);
        var promises = Acknowledged.Read(journal).ToList();
        await using var marketing = await Open("marketing", cancellation);
        await using var sales = await Open("sales", cancellation);
        await using var insights = await Open("insights", cancellation);
        var facts = await Facts(marketing, cancellation);
        facts.AddRange(await Facts(sales, cancellation));
        var comparison = new Comparison();

        var told = facts.Select(fact => new Promise(fact.Type, fact.Subject)).ToHashSet();
        comparison.Lost("promised, and in no journal", promises.Where(promise => !told.Contains(promise)));
        comparison.Doubled("acknowledged as two",
            promises.GroupBy(promise => promise).Where(same => same.Count() > 1).Select(same => same.Key));
        comparison.Doubled("told twice", facts.Where(fact => OnceOnly(fact.Type)).GroupBy(fact => (fact.Type, fact.Subject))
            .Where(same => same.Count() > 1).Select(same => same.Key));
        comparison.Doubled("published under one id",
            facts.GroupBy(fact => fact.Id).Where(same => same.Count() > 1).Select(same => same.Key));

        foreach (var (database, rules) in new[] { (marketing, Rules.Marketing), (sales, Rules.Sales) })
        {
            foreach (var (what, sql) in rules)
            {
                comparison.Wrong(what, await Ids(database, sql, cancellation));
            }
        }

        foreach (var (what, source, there, target, here) in Rules.Across)
        {
            var published = await Ids(source == "marketing" ? marketing : sales, there, cancellation);
            var known = await Ids(target == "marketing" ? marketing : sales, here, cancellation);
            comparison.Same(what, published, known);
        }

        foreach (var (model, table) in new[] { ("timeline", "events"), ("funnels", "entries"), ("deals", "changes") })
        {
            comparison.Same($"in {model}", facts.Where(fact => Rules.Hears(model, fact.Type)).Select(fact => $"{fact.Id}"),
                await Ids(insights, $"select event_id::text from {model}.{table}", cancellation));
        }

        comparison.Wrong("scored otherwise than the journal says", await Scores.Compare(marketing, cancellation));
        return new(promises.Count, facts.Count, comparison.LostCount, comparison.DoubledCount, comparison.Differences);
    }

    private async Task<NpgsqlConnection> Open(string database, CancellationToken cancellation)
    {
        var connection = await system.Open(database, cancellation);
        await (meddle?.Invoke(database, connection) ?? Task.CompletedTask);
        return connection;
    }

    /// <summary>Waits until relays, scorer and queues have nothing left.</summary>
    public Task Drained(CancellationToken cancellation) => Eventually.Get(() => Left(cancellation), left => left.Length == 0);

    /// <summary>The work that is left, in words. Empty when all is done. The parts are asked in the order in which events travel.</summary>
    private async Task<string> Left(CancellationToken cancellation)
    {
        var left = new List<string>();
        foreach (var service in new[] { "marketing", "sales", "insights" })
        {
            await using var database = await system.Open(service, cancellation);
            foreach (var (what, sql) in Rules.Waiting)
            {
                var found = await Ids(database, sql, cancellation);
                left.AddRange(found.Count == 0 ? [] : [$"{service}: {what} ({string.Join(", ", found.Take(3))})"]);
            }
        }

        var waiting = await system.Waiting(cancellation);
        left.AddRange(waiting == 0 ? [] : [$"{waiting} messages in queues"]);
        return string.Join("; ", left);
    }

    /// <summary>Whether a fact can happen only once. A handoff, for example, can be assigned again.</summary>
    private static bool OnceOnly(string type) =>
        type is not ("marketing.lead.qualified.v1" or "marketing.lead.dequalified.v1" or "marketing.contact.identified.v1"
            or "marketing.consent.granted.v1"
            or "sales.lead.assigned.v1" or "sales.opportunity.stage-changed.v1" or "sales.opportunity.amount-changed.v1");

    private static async Task<List<(Guid Id, string Type, Guid Subject)>> Facts(NpgsqlConnection database, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select id, type, subject from messaging.journal", database);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var facts = new List<(Guid, string, Guid)>();
        while (await reader.ReadAsync(cancellation))
        {
            facts.Add((reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2)));
        }

        return facts;
    }

    private static async Task<List<string>> Ids(NpgsqlConnection database, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}
