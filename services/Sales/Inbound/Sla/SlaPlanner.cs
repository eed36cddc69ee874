using Funnel.Contracts.Marketing;
using Funnel.Sales.Handoffs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Sla;

/// <summary>The times of one SLA clock, by the policy that the lead matches or by the default target.</summary>
internal sealed record SlaPlan(
    DateTimeOffset WarnAt, DateTimeOffset DueAt, DateTimeOffset? RecycleAt = null, string? RecycleReason = null,
    string? Policy = null, string? Calendar = null, Guid? EscalateToId = null);

/// <summary>Plans the SLA clocks of a batch of leads. Policies and calendars are loaded once.</summary>
internal sealed class SlaPlanner(SalesDb db, IOptions<HandoffOptions> options)
{
    private const int DefaultWarnAtPercent = 75;

    private List<SlaPolicy> policies = [];
    private Dictionary<string, BusinessTime> calendars = [];

    public async Task Load(CancellationToken cancellation)
    {
        policies = await db.SlaPolicies.AsNoTracking().OrderBy(policy => policy.Position).ThenBy(policy => policy.Code)
            .ToListAsync(cancellation);
        calendars = (await db.BusinessCalendars.AsNoTracking().ToListAsync(cancellation))
            .ToDictionary(calendar => calendar.Code, calendar => calendar.Time);
    }

    public SlaPlan PlanFor(LeadQualified lead, DateTimeOffset start)
    {
        if (policies.Find(policy => policy.Matches(lead)) is not { } policy)
        {
            var target = options.Value.SlaTarget;
            return new(start + (target * DefaultWarnAtPercent / 100), start + target);
        }

        return new(
            After(policy.TargetMinutes * policy.WarnAtPercent / 100.0),
            After(policy.TargetMinutes),
            policy.RecycleAfterMinutes is { } minutes ? After(policy.TargetMinutes + minutes) : null,
            policy.RecycleReason, policy.Code, policy.CalendarCode, policy.EscalateToId);

        DateTimeOffset After(double minutes) => policy.CalendarCode is { } calendar
            ? calendars[calendar].Add(start, TimeSpan.FromMinutes(minutes))
            : start + TimeSpan.FromMinutes(minutes);
    }
}
