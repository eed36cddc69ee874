using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>Who hears of a breach: whom the policy names, else the nearest manager above the representative; above the queue, the topmost team's.</summary>
internal sealed class Escalation(SalesDb db)
{
    /// <returns>Nobody, where there is nobody above; and what becomes of the handoff, in a sentence.</returns>
    public async Task<(Representative? Above, string Explanation)> Of(
        SlaClock clock, Handoff handoff, Representative? representative, CancellationToken cancellation)
    {
        var (above, who) = clock.EscalateToId is { } named
            ? (await db.Representatives.FindAsync([named], cancellation), $"whom policy {clock.Policy} names")
            : (await ManagerOf(representative, cancellation), "the manager");
        var late = $"Nobody reached out by {clock.DueAt:yyyy-MM-dd HH:mm} UTC";
        return above is null || above.Id == representative?.Id
            ? (above, $"{late}; there is nobody above {representative?.Name ?? "the queue"} to take it.")
            : handoff.Status == HandoffStatus.Pending
                ? (above, $"{late}: escalated from {representative?.Name ?? "the queue"} to {above.Name}, {who}, who has it now.")
                : (above, $"{late}: {above.Name}, {who}, is told; {representative?.Name ?? handoff.DecidedBy} accepted it and keeps it.");
    }

    /// <returns>The nearest one above; nobody where there is none.</returns>
    public async Task<Representative?> ManagerOf(Representative? representative, CancellationToken cancellation)
    {
        // Teams are few.
        var teams = await db.Teams.AsNoTracking().ToDictionaryAsync(team => team.Id, cancellation);
        if (representative is null)
        {
            // What nobody took is not forgotten in the queue. Of several topmost teams it goes to the oldest one's.
            var top = teams.Values.Where(team => team.ParentId is null && team.ManagerId is not null).MinBy(team => team.Id);
            return await db.Representatives.FindAsync([top?.ManagerId], cancellation);
        }

        if (representative.TeamId is not { } nearest)
        {
            return null;
        }

        // Who manages the own team is looked for above it.
        for (var team = teams.GetValueOrDefault(nearest); team is not null; team = team.ParentId is { } parent ? teams.GetValueOrDefault(parent) : null)
        {
            if (team.ManagerId is { } manager && manager != representative.Id)
            {
                return await db.Representatives.FindAsync([manager], cancellation);
            }
        }

        return null;
    }
}
