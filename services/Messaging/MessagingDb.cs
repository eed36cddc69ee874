using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>A service's database: what it saves and what it publishes commit together.</summary>
public abstract class MessagingDb(DbContextOptions options, Outbox outbox) : DbContext(options), IKnowsActors
{
    private readonly TimerChanges timers = new();
    private readonly Dictionary<object, Actor> actors = new(ReferenceEqualityComparer.Instance);
    private bool hasPublished;
    private Action? afterCommit;

    /// <summary>The event that is being heard, which causes whatever is published meanwhile.</summary>
    public CloudEvent? Cause { get; set; }

    /// <summary>The import whose history is being moved in; whatever is published meanwhile bears it.</summary>
    public Guid? ImportId { get; set; }

    /// <summary>
    /// Says who changes the entity in the next save. Needed only if that is not the caller of the request, for example if
    /// the changes of several requests are saved together, or if a background job works for a person.
    /// </summary>
    public void ChangedBy(Actor actor, object entity) => actors[entity] = actor;

    Actor? IKnowsActors.ActorOf(object entity) => actors.GetValueOrDefault(entity);

    /// <summary>
    /// Publishes a fact of a subject: a row of the journal in the transaction of the next save. Call it before the save.
    /// </summary>
    /// <param name="happenedAt">When it became true, not when it was told.</param>
    /// <param name="causedBy">The subject whose latest fact led to this one, where it is another than this subject.</param>
    /// <param name="causation">The event that led to this one, where it is another than the one that is being heard.</param>
    public void Publish(Subject subject, object fact, DateTimeOffset happenedAt, Subject? causedBy = null, Guid? causation = null) =>
        Append(outbox.Next(subject, fact, happenedAt, Cause, causedBy, causation) with { ImportId = ImportId });

    /// <summary>Publishes the one fact of a subject that never changes, such as a touch.</summary>
    /// <param name="correlation">The person.</param>
    public void PublishOnce(Guid subject, object fact, DateTimeOffset happenedAt, Guid correlation) =>
        Append(outbox.Once(subject, fact, happenedAt, correlation, Cause));

    /// <summary>
    /// Has something happen at a later time: a timer, set in the transaction of the next save and run by the
    /// <see cref="IWhenDue"/> of its name. One a name and subject: to schedule it again moves it.
    /// </summary>
    /// <param name="name">As in <see cref="TimersSetup.WhenDue{TReaction}"/>.</param>
    public void Schedule(string name, Guid subject, DateTimeOffset dueAt) => timers.Schedule(name, subject, dueAt);

    /// <summary>Takes a timer away, where it is set, in the transaction of the next save.</summary>
    public void Unschedule(string name, Guid subject) => timers.Unschedule(name, subject);

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (timers.Any)
        {
            return await SaveWithTimers(acceptAllChangesOnSuccess, cancellationToken);
        }

        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        actors.Clear();
        if (hasPublished && Database.CurrentTransaction is null)
        {
            hasPublished = false;
            outbox.Wake();
        }

        return saved;
    }

    /// <summary>Saves a great many new rows: they go in by COPY, a table after the other, and the changes of what was there as ever.</summary>
    /// <remarks>What goes in by COPY leaves no line in the audit log: it is for what is told by the thousand, and bears its origin itself.</remarks>
    public Task SaveByCopy(CancellationToken cancellation) => InTransaction(async () =>
    {
        await CopyRows.Write(this, cancellation);
        await SaveChangesAsync(cancellation);
    }, cancellation);

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

    /// <summary>The next save takes these timers away: what they do is saved with it.</summary>
    internal void HaveRun(List<DueTimer> due) => timers.HaveRun(due);

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

    private async Task<int> SaveWithTimers(bool acceptAllChangesOnSuccess, CancellationToken cancellation)
    {
        var saved = 0;
        try
        {
            await InTransaction(async () =>
            {
                saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
                actors.Clear();
                if (await timers.Write((NpgsqlConnection)Database.GetDbConnection(), cancellation) is { } earliest)
                {
                    AfterCommit(() => outbox.Due.Ring(earliest));
                }
            }, cancellation);
        }
        finally
        {
            timers.Clear();
        }

        return saved;
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
