using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.Sales.Sla;
using Funnel.Sales.Tasks;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>
/// An opportunity that stays in its stage for longer than the stage allows is stalled: flagged until it moves, told once a
/// stay, and its owner and the nearest manager above are reminded of it.
/// </summary>
/// <remarks>The timer only says when to look: whether it is too long, the stage says as it is by then.</remarks>
internal sealed class StageAge(SalesDb db, TimeProvider clock) : IWhenDue
{
    private const string Timer = "opportunity-stage-age";

    public static void Add(IServiceCollection services) => services.WhenDue<StageAge>(Timer);

    /// <summary>Whenever it has entered a stage, or was closed.</summary>
    /// <param name="stage">The one that it is in now.</param>
    /// <remarks>Of a history that is moved in, what had been there too long before it came is flagged, and alarms nobody.</remarks>
    public static void Watch(SalesDb db, Opportunity opportunity, Stage stage)
    {
        if (db.ImportId is not null && opportunity.Stall(stage, db.Now) is not null)
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

    /// <summary>
    /// A stage's new maximum holds at once for all that is in it: what has been there too long by it stalls, and what is
    /// flagged and is not too long by it is flagged no more.
    /// </summary>
    public static async Task Remeasure(SalesDb db, Stage stage, DateTimeOffset now, CancellationToken cancellation)
    {
        var there = db.Opportunities.IgnoringOwnership().Where(one => one.Pipeline == stage.Pipeline && one.Stage == stage.Code && one.Status == OpportunityStatus.Open);
        DateTimeOffset? oldest = stage.MaximumAgeDays is { } days ? now.AddDays(-days) : null;
        await there.Where(one => one.StalledAt != null && (oldest == null || one.StageEnteredAt > oldest))
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.StalledAt, (DateTimeOffset?)null), cancellation);
        await foreach (var one in there.Where(one => one.StalledAt == null).Select(one => new { one.Id, one.StageEnteredAt }).AsAsyncEnumerable().WithCancellation(cancellation))
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

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        if (await db.Opportunities.FindAsync([subject], cancellation) is not { Status: OpportunityStatus.Open } opportunity
            || await db.Set<Stage>().FindAsync([opportunity.Pipeline, opportunity.Stage], cancellation) is not { } stage)
        {
            return;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        if (stage.DueAt(opportunity.StageEnteredAt) is { } later && later > now)
        {
            db.Schedule(Timer, subject, later);
            return;
        }

        var owner = await db.Representatives.FindAsync([opportunity.OwnerId], cancellation);
        var above = (await EscalationTargets.Load(db, [], now, cancellation)).NearestManager(owner);
        if (opportunity.Stall(stage, now) is { } stalled)
        {
            db.Publish(opportunity, stalled, stalled.DueAt);
            db.AddRange(new[] { owner?.Id, above?.Id }.OfType<Guid>().Distinct().Select(who => Reminder.OfStalledOpportunity(opportunity.Id, who, stalled.DueAt, now)));
        }
    }
}
