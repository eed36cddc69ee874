using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>The listeners of one journal reader. They hear a batch in one transaction, together with the move of the cursor.</summary>
internal abstract class JournalListeners(string service, string reader, int largestBatch, IEnumerable<Type> facts)
{
    private readonly HashSet<string> types = [.. facts.Select(EventTypes.NameOf)];

    /// <summary>The name of the reader: its cursor, its lock, and the key of its listeners.</summary>
    public string Reader => reader;

    /// <summary>The name under which the dead letters of this reader stand, like those of a queue.</summary>
    public string Queue { get; } = $"{service}.{reader}";

    public int LargestBatch => largestBatch;

    public bool Hears(string type) => types.Contains(type);

    /// <param name="complete">The last statements of the transaction, such as moving the cursor.</param>
    public abstract Task Hear(
        IReadOnlyList<CloudEvent> facts, Func<NpgsqlConnection, CancellationToken, Task> complete, CancellationToken cancellation);
}

/// <inheritdoc cref="JournalListeners"/>
internal sealed class JournalListeners<TDb>(string service, string reader, int largestBatch, IEnumerable<Type> facts,
    IServiceScopeFactory scopes)
    : JournalListeners(service, reader, largestBatch, facts) where TDb : MessagingDb
{
    public override async Task Hear(
        IReadOnlyList<CloudEvent> facts, Func<NpgsqlConnection, CancellationToken, Task> complete, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<TDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var ofType in facts.Select(envelope => envelope.Data!).GroupBy(fact => fact.GetType()))
        {
            await Reactions.To(ofType.Key).Expect(services, Reader, ofType, cancellation);
        }

        var finish = services.GetKeyedService<IFinishBatch>(Reader);
        foreach (var envelope in facts)
        {
            // What a last step publishes belongs to the trace of the fact that it names as the cause.
            using var activity = finish is null ? Telemetry.Hear(envelope, Queue) : null;
            db.Cause = envelope;
            await Reactions.To(envelope.Data!.GetType()).Hear(services, Reader, envelope, cancellation);
        }

        if (finish is not null)
        {
            db.Cause = null;
            await finish.Finish(cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        await complete((NpgsqlConnection)db.Database.GetDbConnection(), cancellation);
        await transaction.CommitAsync(cancellation);
        db.HasCommitted();
    }
}
