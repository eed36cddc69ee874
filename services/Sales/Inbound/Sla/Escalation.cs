using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>
/// Who hears of a breach: whom the policy names, else the nearest manager above the representative; above the queue, the topmost
/// team's. Nobody runs after what is escalated, so it goes to somebody who is there: who is not is passed over for the next one above.
/// </summary>
internal sealed class Escalation(SalesDb db, TimeProvider time)
{
    /// <returns>Nobody, where there is nobody above; and what becomes of the handoff, in a sentence.</returns>
    public async Task<(Representative? Above, string Explanation)> Of(
        SlaClock clock, Handoff handoff, Representative? representative, CancellationToken cancellation)
    {
        var named = clock.EscalateToId is { } id ? await db.Representatives.FindAsync([id], cancellation) : null;
        List<Guid> order = named is null ? [] : [named.Id];
        order.AddRange(named?.TeamId is null ? [] : await ManagersAbove(named, cancellation));
        order.AddRange(await ManagersAbove(representative, cancellation));
        var (above, passed) = await FirstThere([.. order.Distinct()], representative, cancellation);
        var who = above is not null && above.Id == named?.Id ? $"whom policy {clock.Policy} names" : "the manager";
        var late = $"Nobody reached out by {clock.DueAt:yyyy-MM-dd HH:mm} UTC";
        return above is null
            ? (null, $"{late}; {passed}there is nobody above {representative?.Name ?? "the queue"} to take it.")
            : handoff.Status == HandoffStatus.Pending
                ? (above, $"{late}: {passed}escalated from {representative?.Name ?? "the queue"} to {above.Name}, {who}, who has it now.")
                : (above, $"{late}: {passed}{above.Name}, {who}, is told; {representative?.Name ?? handoff.DecidedBy} accepted it and keeps it.");
    }

    /// <returns>The nearest one above, who may be away; nobody where there is none.</returns>
    public async Task<Representative?> ManagerOf(Representative? representative, CancellationToken cancellation) =>
        await ManagersAbove(representative, cancellation) is [var nearest, ..] ? await db.Representatives.FindAsync([nearest], cancellation) : null;

    /// <summary>Of these, in their order, the first one who is there, and why those before are passed over.</summary>
    private async Task<(Representative? Above, string Passed)> FirstThere(Guid[] order, Representative? from, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var people = await db.Representatives.Where(person => order.Contains(person.Id)).ToDictionaryAsync(person => person.Id, cancellation);
        var away = await db.Absences.AsNoTracking().Where(absence => order.Contains(absence.RepresentativeId) && absence.From <= now && absence.Until > now)
            .GroupBy(absence => absence.RepresentativeId).Select(theirs => new { theirs.Key, Until = theirs.Max(absence => absence.Until) })
            .ToDictionaryAsync(absence => absence.Key, absence => absence.Until, cancellation);
        var passed = "";
        foreach (var person in order.Where(id => id != from?.Id).Select(id => people[id]))
        {
            if (person.IsActive && !away.ContainsKey(person.Id))
            {
                return (person, passed);
            }

            passed += person.IsActive ? $"{person.Name} is absent until {away[person.Id]:yyyy-MM-dd HH:mm} UTC; " : $"{person.Name} is not active; ";
        }

        return (null, passed);
    }

    /// <summary>From the nearest one up; nobody where there is none.</summary>
    private async Task<IReadOnlyList<Guid>> ManagersAbove(Representative? representative, CancellationToken cancellation)
    {
        // Teams are few.
        var teams = await db.Teams.AsNoTracking().ToDictionaryAsync(team => team.Id, cancellation);
        if (representative is null)
        {
            // What nobody took is not forgotten in the queue. Of several topmost teams it goes to the oldest one's.
            return [.. teams.Values.Where(team => team.ParentId is null).OrderBy(team => team.Id).Select(team => team.ManagerId).OfType<Guid>()];
        }

        // Who manages the own team is looked for above it.
        List<Guid> managers = [];
        for (var team = Of(representative.TeamId); team is not null; team = Of(team.ParentId))
        {
            if (team.ManagerId is { } manager && manager != representative.Id)
            {
                managers.Add(manager);
            }
        }

        return managers;

        SalesTeam? Of(Guid? id) => id is { } known ? teams.GetValueOrDefault(known) : null;
    }
}
