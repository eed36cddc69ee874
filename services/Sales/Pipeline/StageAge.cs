using Funnel.Messaging;
using Funnel.Messaging.Timers;

namespace Funnel.Sales.Pipeline;

/// <summary>An opportunity that stays in its stage for longer than the stage allows is stalled: flagged and told once a stay, until it moves.</summary>
internal sealed class StageAge(SalesDb db, TimeProvider clock) : IWhenDue
{
    public const string Timer = "opportunity-stage-age";

    /// <summary>Whenever it has entered a stage, or was closed.</summary>
    public static void Watch(SalesDb db, Opportunity opportunity)
    {
        if (opportunity is { Status: OpportunityStatus.Open, StageDueAt: { } dueAt })
        {
            db.Schedule(Timer, opportunity.Id, dueAt);
        }
        else
        {
            db.Unschedule(Timer, opportunity.Id);
        }
    }

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await db.Opportunities.FindAsync([subject], cancellation) is { } opportunity && opportunity.Stall(dueAt, now) is { } stalled)
        {
            db.Publish(opportunity, stalled, dueAt);
        }
    }
}
