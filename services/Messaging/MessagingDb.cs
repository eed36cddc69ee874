using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>The database of a service. What it saves and what it publishes commit together.</summary>
public abstract class MessagingDb(DbContextOptions options, Outbox outbox) : DbContext(options), IKnowsActors
{
    private readonly TimerChanges timers = new();
    private readonly Dictionary<object, Actor> actors = new(ReferenceEqualityComparer.Instance);
    private bool hasPublished;
    private Action? afterCommit;

    /// <summary>The event that is being handled. It becomes the cause of the events that are published meanwhile.</summary>
    public CloudEvent? Cause { get; set; }

    /// <summary>The batch that brings in history. The events that are published meanwhile carry its id.</summary>
    public Guid? HistoryBatchId { get; set; }

    /// <summary>
    /// Sets the actor of an entity's changes in the next save. Needed only if it is not the caller of the request, for example if
    /// the changes of several requests are saved together, or if a background job works for a person.
    /// </summary>
    public void ChangedBy(Actor actor, object entity) => actors[entity] = actor;

    Actor? IKnowsActors.ActorOf(object entity) => actors.GetValueOrDefault(entity);

    /// <summary>
    /// Publishes an event of a subject: adds a row to the journal in the transaction of the next save. Call it before the save.
    /// </summary>
    /// <param name="subject">The record that the event belongs to.</param>
    /// <param name="fact">The contract record.</param>
    /// <param name="happenedAt">The time at which the event happened.</param>
    /// <param name="causedBy">The subject whose latest event led to this one, unless that is this subject.</param>
    /// <param name="causation">The event that led to this one, unless that is the event that is being handled.</param>
    public void Publish(Subject subject, object fact, DateTimeOffset happenedAt, Subject? causedBy = null, Guid? causation = null) =>
        Append(outbox.Next(subject, fact, happenedAt, Cause, causedBy, causation) with { HistoryBatchId = HistoryBatchId });

    /// <summary>Publishes the only event of a subject that never changes, such as a touch.</summary>
    /// <param name="subject">The record that the event belongs to; its id is also that of the event.</param>
    /// <param name="fact">The contract record.</param>
    /// <param name="happenedAt">The time at which the event happened.</param>
    /// <param name="correlation">The id of the person that the event belongs to.</param>
    public void PublishOnce(Guid subject, object fact, DateTimeOffset happenedAt, Guid correlation) =>
        Append(outbox.Once(subject, fact, happenedAt, correlation, Cause));

    /// <summary>
    /// Sets a timer in the transaction of the next save. When it is due, the <see cref="IWhenDue"/> of its name runs. There is
    /// one timer for each name and subject: to schedule it again moves it.
    /// </summary>
    /// <param name="name">The name that <see cref="TimersSetup.WhenDue{TReaction}"/> registers.</param>
    /// <param name="subject">The record that the timer is for.</param>
    /// <param name="dueAt">The time at which the timer is due.</param>
    public void Schedule(string name, Guid subject, DateTimeOffset dueAt) => timers.Schedule(name, subject, dueAt);

    /// <summary>Deletes a timer, if it is set, in the transaction of the next save.</summary>
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

    /// <summary>Saves many new rows by COPY, one table after the other. Changes of existing rows are saved as usual.</summary>
    /// <remarks>
    /// Rows that are written by COPY get no line in the audit log. Use it for thousands of rows that name their origin
    /// themselves.
    /// </remarks>
    public Task SaveByCopy(CancellationToken cancellation) => InTransaction(async () =>
    {
        await CopyRows.Write(this, cancellation);
        await SaveChangesAsync(cancellation);
    }, cancellation);

    /// <summary>
    /// Runs an action that needs the saved rows to be visible to others: now, or when the transaction of the request has
    /// committed.
    /// </summary>
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

    /// <summary>Runs work in the open transaction, or else in a new one.</summary>
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

    /// <summary>The next save deletes these timers, together with their effects.</summary>
    internal void HaveRun(List<DueTimer> due) => timers.HaveRun(due);

    /// <summary>Call it after committing a transaction of this database.</summary>
    internal void HasCommitted()
    {
        outbox.Wake();
        var actions = afterCommit;
        afterCommit = null;
        actions?.Invoke();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var row = modelBuilder.Entity<JournalEntry>();
        row.ToTable("journal", "messaging", table => table.ExcludeFromMigrations());

        // EF Core inserts in the order of the key. With the id as key, the events of one save would not be in their sequence.
        row.HasKey(entry => new { entry.Subject, entry.Sequence });
        row.Property(entry => entry.Sequence).ValueGeneratedNever();
        modelBuilder.HasAudit();
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
                    AfterCommit(() => outbox.Due.Set(earliest));
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
        Add(JournalEntry.Of(@event));
    }
}

/// <summary>A new row of the journal. The database generates its position and its transaction.</summary>
[IsRecord]
internal sealed class JournalEntry
{
    public Guid Id { get; init; }

    public required string Type { get; init; }

    public Guid Subject { get; init; }

    public int Sequence { get; init; }

    public required string Event { get; init; }

    public static JournalEntry Of(CloudEvent fact) => new()
    {
        Id = fact.Id,
        Type = fact.Type,
        Subject = fact.Subject,
        Sequence = fact.Sequence,
        Event = CloudEventJson.Write(fact),
    };
}
