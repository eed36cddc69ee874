using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Handles the events of a queue with the <see cref="IHear{TFact}"/> classes of the service, each event exactly once.</summary>
/// <remarks>
/// One transaction looks the events up in the inbox, handles them, and adds them to the inbox. The inbox is written last,
/// because the first write gives the transaction its place in the journal. If two replicas handle the same event at the same
/// time, they collide on the key of the inbox: one rolls back, tries again, and finds the event in the inbox.
/// </remarks>
internal sealed class Inbox<TDb>(string queue, IServiceScopeFactory scopes) where TDb : MessagingDb
{
    public async Task Hear(IReadOnlyList<CloudEvent> batch, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var heard = await InInbox(connection, batch, cancellation);
        foreach (var facts in batch.Where(envelope => !heard.Contains(envelope.Id)).Select(envelope => envelope.Data).OfType<object>()
            .GroupBy(fact => fact.GetType()))
        {
            await Reactions.To(facts.Key).Expect(scope.ServiceProvider, null, facts, cancellation);
        }

        var added = new List<Guid>(batch.Count);
        foreach (var envelope in batch)
        {
            if (!heard.Add(envelope.Id))
            {
                continue;
            }

            added.Add(envelope.Id);
            if (envelope.Data is null)
            {
                continue;
            }

            using var activity = Telemetry.Hear(envelope, queue);
            db.Cause = envelope;
            await Reactions.To(envelope.Data.GetType()).Hear(scope.ServiceProvider, null, envelope, cancellation);
        }

        if (added.Count == 0)
        {
            return;
        }

        await db.SaveChangesAsync(cancellation);
        await AddToInbox(connection, added, cancellation);
        await transaction.CommitAsync(cancellation);
        db.HasCommitted();
    }

    private async Task<HashSet<Guid>> InInbox(NpgsqlConnection connection, IReadOnlyList<CloudEvent> batch, CancellationToken cancellation)
    {
        await using var command =
            new NpgsqlCommand("select event_id from messaging.inbox where queue = $1 and event_id = any($2)", connection)
        {
            Parameters = { new() { Value = queue }, new() { Value = batch.Select(envelope => envelope.Id).ToArray() } },
        };
        var heard = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            heard.Add(reader.GetGuid(0));
        }

        return heard;
    }

    private async Task AddToInbox(NpgsqlConnection connection, List<Guid> added, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("insert into messaging.inbox (queue, event_id) select $1, unnest($2)", connection)
        {
            Parameters = { new() { Value = queue }, new() { Value = added.ToArray() } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>Calls every <see cref="IHear{TFact}"/> of an event type that is known at run time only.</summary>
/// <remarks>Listeners of queues are registered without a key, those of a journal reader under the name of the reader.</remarks>
internal abstract class Reactions
{
    private static readonly ConcurrentDictionary<Type, Reactions> Known = new();

    public static Reactions To(Type fact) =>
        Known.GetOrAdd(fact, static type => (Reactions)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!);

    public abstract Task Expect(IServiceProvider services, string? reader, IEnumerable<object> facts, CancellationToken cancellation);

    public abstract Task Hear(IServiceProvider services, string? reader, CloudEvent envelope, CancellationToken cancellation);

    private sealed class Of<TFact> : Reactions
    {
        private static IEnumerable<IHear<TFact>> Listeners(IServiceProvider services, string? reader) =>
            reader is null ? services.GetServices<IHear<TFact>>() : services.GetKeyedServices<IHear<TFact>>(reader);

        public override async Task Expect(IServiceProvider services, string? reader, IEnumerable<object> facts,
            CancellationToken cancellation)
        {
            foreach (var reaction in Listeners(services, reader))
            {
                await reaction.Expect(facts.Cast<TFact>(), cancellation);
            }
        }

        public override async Task Hear(IServiceProvider services, string? reader, CloudEvent envelope, CancellationToken cancellation)
        {
            foreach (var reaction in Listeners(services, reader))
            {
                await reaction.Hear((TFact)envelope.Data!, envelope, cancellation);
            }
        }
    }
}
