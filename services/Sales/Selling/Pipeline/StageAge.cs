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
/// until it moves. Its owner and the nearest manager above are reminded once for each stay in a stage.
/// </summary>
/// <remarks>The timer says when to look. The stage's maximum age at that time decides.</remarks>
internal sealed class StageAge(SalesDb db, Escalation escalation, TimeProvider clock) : IWhenDue
{
    private const string Timer = "opportunity-stage-age";

    public static void Add(IServiceCollection services) => services.WhenDue<StageAge>(Timer);

    /// <summary>Sets the timer of an opportunity that entered a stage, or deletes the timer of a closed one.</summary>
    /// <param name="stage">The opportunity's current stage.</param>
    /// <remarks>An imported opportunity that is already stalled is flagged, and nobody is reminded.</remarks>
    public static void Schedule(SalesDb db, Opportunity opportunity, Stage stage)
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
        var manager = await escalation.ManagerOf(owner, cancellation);
        if (opportunity.Stall(stage, now) is { } stalled)
        {
            db.Publish(opportunity, stalled, stalled.DueAt);
            db.AddRange(new[] { owner?.Id, manager?.Id }.OfType<Guid>().Distinct()
                .Select(reminded => Reminder.Of(opportunity, reminded, stalled.DueAt, now)));
        }
    }
}
