using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.Sales.Sla;
using Funnel.Sales.Tasks;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>
/// Finds stalled opportunities: those that are longer in their stage than the stage allows. A stalled opportunity is flagged
/// until it moves. Its owner and the nearest manager above are reminded. What stalls in one stage on one day is one reminder a person.
/// </summary>
/// <remarks>The timer says when to look. The stage's maximum age at that time decides.</remarks>
internal sealed class StageAge(SalesDb db, TimeProvider clock) : IWhenDue
{
    private const string Timer = "opportunity-stage-age";

    private Dictionary<Guid, Opportunity> opportunities = [];
    private Dictionary<(string Pipeline, string Code), Stage> stages = [];
    private Dictionary<Guid, Representative> owners = [];
    private EscalationTargets? managers;

    /// <summary>The reminders of today, which count further opportunities.</summary>
    private Dictionary<(Guid? Who, string? Pipeline, string? Stage), Reminder> given = [];

    public static void Add(IServiceCollection services) => services.WhenDue<StageAge>(Timer);

    /// <summary>Sets the timer of an opportunity that entered a stage, or deletes the timer of a closed one.</summary>
    /// <param name="stage">The opportunity's current stage.</param>
    /// <remarks>An imported opportunity that is already stalled gets the flag, but no reminder is sent.</remarks>
    public static void Schedule(SalesDb db, Opportunity opportunity, Stage stage)
    {
        if (db.HistoryBatchId is not null && opportunity.Stall(stage, db.Now) is not null)
        {
            return;
        }

        if (opportunity.Status == OpportunityStatus.Open && stage.DueAt(opportunity.StageEnteredAt) is { } dueAt)
        {
            db.Schedule(Timer, opportunity.Id, dueAt);
        }
        else
        {
            db.Unschedule(Timer, opportunity.Id);
        }
    }

    /// <summary>Applies a stage's new maximum age to the opportunities in the stage: flags are removed and timers are set again.</summary>
    public static async Task ApplyMaximumAge(SalesDb db, Stage stage, DateTimeOffset now, CancellationToken cancellation)
    {
        var inStage = db.Opportunities.IgnoringOwnership()
            .Where(one => one.Pipeline == stage.Pipeline && one.Stage == stage.Code && one.Status == OpportunityStatus.Open);
        DateTimeOffset? oldest = stage.MaximumAgeDays is { } days ? now.AddDays(-days) : null;
        await inStage.Where(one => one.StalledAt != null && (oldest == null || one.StageEnteredAt > oldest))
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.StalledAt, (DateTimeOffset?)null), cancellation);
        var waiting = inStage.Where(one => one.StalledAt == null).Select(one => new { one.Id, one.StageEnteredAt });
        await foreach (var one in waiting.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (stage.DueAt(one.StageEnteredAt) is { } dueAt)
            {
                db.Schedule(Timer, one.Id, dueAt);
            }
            else
            {
                db.Unschedule(Timer, one.Id);
            }
        }
    }

    /// <summary>Loads what the whole batch needs. Stages are few.</summary>
    public async Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation)
    {
        opportunities = await db.Opportunities.Where(one => subjects.Contains(one.Id) && one.Status == OpportunityStatus.Open)
            .ToDictionaryAsync(one => one.Id, cancellation);
        stages = await db.Set<Stage>().AsNoTracking().ToDictionaryAsync(stage => (stage.Pipeline, stage.Code), cancellation);
        var ownerIds = opportunities.Values.Select(one => one.OwnerId).OfType<Guid>().Distinct().ToArray();
        owners = await db.Representatives.AsNoTracking().Where(person => ownerIds.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, cancellation);
        managers = await EscalationTargets.Load(db, [], clock.GetUtcNow(), cancellation);
        var reminded = owners.Values.Append(null).SelectMany(Reminded).Distinct().ToArray();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        given = await db.Reminders.IgnoringOwnership()
            .Where(reminder => reminder.StalledOn == today && reminded.Contains(reminder.OwnerId!.Value))
            .ToDictionaryAsync(reminder => (reminder.OwnerId, reminder.Pipeline, reminder.Stage), cancellation);
    }

    public Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        if (!opportunities.TryGetValue(subject, out var opportunity)
            || !stages.TryGetValue((opportunity.Pipeline, opportunity.Stage), out var stage))
        {
            return Task.CompletedTask;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        if (stage.DueAt(opportunity.StageEnteredAt) is { } later && later > now)
        {
            db.Schedule(Timer, subject, later);
        }
        else if (opportunity.Stall(stage, now) is { } stalled)
        {
            var owner = opportunity.OwnerId is { } id ? owners.GetValueOrDefault(id) : null;
            db.Publish(opportunity, stalled, stalled.DueAt);
            foreach (var who in Reminded(owner))
            {
                Remind(who, new(opportunity.Id, opportunity.Pipeline, opportunity.Stage), stalled.DueAt, now);
            }
        }

        return Task.CompletedTask;
    }

    private IEnumerable<Guid> Reminded(Representative? owner) =>
        new[] { owner?.Id, managers?.NearestManager(owner)?.Id }.OfType<Guid>().Distinct();

    private void Remind(Guid who, StalledOpportunity stalled, DateTimeOffset at, DateTimeOffset now)
    {
        if (given.TryGetValue((who, stalled.Pipeline, stalled.Stage), out var reminder)
            && reminder.StalledOn == DateOnly.FromDateTime(now.UtcDateTime))
        {
            reminder.Count(at, now);
            return;
        }

        given[(who, stalled.Pipeline, stalled.Stage)] = reminder = Reminder.OfStalledOpportunity(stalled, who, at, now);
        db.Add(reminder);
    }
}
