using Funnel.Contracts.Marketing;
using Funnel.Sales.Handoffs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Sla;

/// <summary>Works out what a lead's SLA is. Policies and calendars are read once for a batch.</summary>
internal sealed class SlaPlanner(SalesDb db, IOptions<HandoffOptions> options)
{
    private const int DefaultWarnAtPercent = 75;

    private (List<SlaPolicy> Policies, Dictionary<string, BusinessTime> Calendars)? known;

    public async Task<SlaPlan> For(LeadQualified lead, DateTimeOffset from, CancellationToken cancellation)
    {
        var (policies, calendars) = known ??= (
            await db.SlaPolicies.AsNoTracking().OrderBy(policy => policy.Position).ThenBy(policy => policy.Code).ToListAsync(cancellation),
            (await db.BusinessCalendars.AsNoTracking().ToListAsync(cancellation)).ToDictionary(calendar => calendar.Code, calendar => calendar.Time));
        if (policies.Find(policy => policy.Matches(lead)) is not { } policy)
        {
            var target = options.Value.SlaTarget;
            return new(from + (target * DefaultWarnAtPercent / 100), from + target);
        }

        var due = After(policy.TargetMinutes);
        return new(After(policy.TargetMinutes * policy.WarnAtPercent / 100.0), due,
            policy.RecycleAfterMinutes is { } later ? After(policy.TargetMinutes + later) : null, policy.RecycleReason,
            policy.Code, policy.CalendarCode, policy.EscalateToId);

        DateTimeOffset After(double minutes) => policy.CalendarCode is { } calendar
            ? calendars[calendar].Add(from, TimeSpan.FromMinutes(minutes))
            : from + TimeSpan.FromMinutes(minutes);
    }
}
