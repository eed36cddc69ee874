namespace Funnel.Sales.Sla;

/// <summary>The timers of an SLA clock. The subject of each timer is the clock.</summary>
internal static class SlaTimers
{
    public const string Warning = "handoff-sla-warning", Due = "handoff-sla-due", Recycle = "handoff-sla-recycle";

    public static void Schedule(SalesDb db, SlaClock clock)
    {
        db.Schedule(Warning, clock.Id, clock.WarnAt);
        db.Schedule(Due, clock.Id, clock.DueAt);
        if (clock.RecycleAt is { } recycle)
        {
            db.Schedule(Recycle, clock.Id, recycle);
        }
    }

    public static void Unschedule(SalesDb db, SlaClock clock)
    {
        db.Unschedule(Warning, clock.Id);
        db.Unschedule(Due, clock.Id);
        db.Unschedule(Recycle, clock.Id);
    }
}
