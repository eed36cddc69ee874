using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Messaging;

/// <summary>A service's database: what it saves and what it publishes commit together.</summary>
public abstract class MessagingDb(DbContextOptions options, Outbox outbox) : DbContext(options)
{
    private bool hasPublished;
    private Action? afterCommit;

    /// <summary>The event that is being heard, which causes whatever is published meanwhile.</summary>
    public CloudEvent? Cause { get; set; }

    /// <summary>
    /// Publishes a fact of a subject: a row of the journal in the transaction of the next save. Call it before the save.
    /// </summary>
    /// <param name="happenedAt">When it became true, not when it was told.</param>
    /// <param name="causedBy">The subject whose latest fact led to this one, where it is another than this subject.</param>
    /// <param name="causation">The event that led to this one, where it is another than the one that is being heard.</param>
    public void Publish(Subject subject, object fact, DateTimeOffset happenedAt, Subject? causedBy = null, Guid? causation = null) =>
        Append(outbox.Next(subject, fact, happenedAt, Cause, causedBy, causation));

    /// <summary>Publishes the one fact of a subject that never changes, such as a touch.</summary>
    /// <param name="correlation">The person.</param>
    public void PublishOnce(Guid subject, object fact, DateTimeOffset happenedAt, Guid correlation) =>
        Append(outbox.Once(subject, fact, happenedAt, correlation, Cause));

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (hasPublished && Database.CurrentTransaction is null)
        {
            hasPublished = false;
            outbox.Wake();
        }

        return saved;
    }

    /// <summary>Does what is of use only when others can see what was saved: now, or when the request's transaction has committed.</summary>
    public void AfterCommit(Action action)
    {
        if (Database.CurrentTransaction is null)
        {
            action();
        }
        else
        {
            afterCommit += action;
        }
    }

    /// <summary>Does work in the transaction that is under way, or else in one of its own.</summary>
    public async Task InTransaction(Func<Task> work, CancellationToken cancellation)
    {
        if (Database.CurrentTransaction is not null)
        {
            await work();
            return;
        }

        await using var transaction = await Database.BeginTransactionAsync(cancellation);
        await work();
        await transaction.CommitAsync(cancellation);
        HasCommitted();
    }

    /// <summary>To be called by who has committed a transaction of this database.</summary>
    internal void HasCommitted()
    {
        outbox.Wake();
        var actions = afterCommit;
        afterCommit = null;
        actions?.Invoke();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var row = modelBuilder.Entity<OutboxRow>();
        row.ToTable("journal", "messaging", table => table.ExcludeFromMigrations());

        // EF Core inserts in the order of the key: by the id, facts of one save would come out of their sequence.
        row.HasKey(outboxRow => new { outboxRow.Subject, outboxRow.Sequence });
        row.Property(outboxRow => outboxRow.Sequence).ValueGeneratedNever();
        modelBuilder.HasAudit("messaging");
        foreach (var subject in modelBuilder.Model.GetEntityTypes().Where(type => type.ClrType.IsSubclassOf(typeof(Subject))).ToList())
        {
            var entity = modelBuilder.Entity(subject.ClrType);
            entity.HasKey(nameof(Subject.Id));
            entity.Property(nameof(Subject.Id)).ValueGeneratedNever();
            entity.Property(nameof(Subject.Sequence)).IsConcurrencyToken();
        }
    }

    private void Append(CloudEvent @event)
    {
        hasPublished = true;
        Add(new OutboxRow
        {
            Id = @event.Id,
            Type = @event.Type,
            Subject = @event.Subject,
            Sequence = @event.Sequence,
            Event = CloudEventJson.Write(@event),
        });
    }

    /// <summary>What a save adds to the journal; position and transaction are the database's own.</summary>
    [IsRecord]
    private sealed class OutboxRow
    {
        public Guid Id { get; init; }
        public required string Type { get; init; }
        public Guid Subject { get; init; }
        public int Sequence { get; init; }
        public required string Event { get; init; }
    }
}
