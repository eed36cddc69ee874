using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>The person to whom a breached handoff is escalated; null if nobody is available. The explanation is shown to people.</summary>
internal sealed record EscalationTarget(Representative? Person, string Explanation);

/// <summary>
/// Finds the person to whom a breached handoff is escalated: the person whom the policy names, or else the nearest manager above the
/// representative, or above the queue the manager of the topmost team. No second clock watches an escalated handoff, so a manager
/// who is inactive or absent is skipped.
/// </summary>
/// <remarks>It loads the teams and their managers once for a batch.</remarks>
internal sealed class EscalationTargets
{
    private readonly Dictionary<Guid, SalesTeam> teams;
    private readonly Dictionary<Guid, Representative> people;
    private readonly Dictionary<Guid, DateTimeOffset> absentUntil;

    private EscalationTargets(
        Dictionary<Guid, SalesTeam> teams, Dictionary<Guid, Representative> people, Dictionary<Guid, DateTimeOffset> absentUntil) =>
        (this.teams, this.people, this.absentUntil) = (teams, people, absentUntil);

    /// <param name="named">The representatives whom SLA policies name.</param>
    public static async Task<EscalationTargets> Load(
        SalesDb db, IEnumerable<Guid> named, DateTimeOffset now, CancellationToken cancellation)
    {
        var teams = await db.Teams.AsNoTracking().ToDictionaryAsync(team => team.Id, cancellation);
        var ids = teams.Values.Select(team => team.ManagerId).OfType<Guid>().Union(named).ToArray();
        var people = await db.Representatives.AsNoTracking().Where(person => ids.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, cancellation);
        var absentUntil = await db.Absences.AsNoTracking()
            .Where(absence => ids.Contains(absence.RepresentativeId) && absence.From <= now && absence.Until > now)
            .GroupBy(absence => absence.RepresentativeId)
            .Select(ofPerson => new { ofPerson.Key, Until = ofPerson.Max(absence => absence.Until) })
            .ToDictionaryAsync(absence => absence.Key, absence => absence.Until, cancellation);
        return new(teams, people, absentUntil);
    }

    /// <param name="representative">The representative who has the handoff; null for the queue.</param>
    public EscalationTarget Find(SlaClock clock, Handoff handoff, Representative? representative)
    {
        var named = clock.EscalateToId is { } id ? people[id] : null;
        var candidates = (named is null ? [] : ManagersAbove(named).Prepend(named)).Concat(ManagersAbove(representative))
            .DistinctBy(person => person.Id).Where(person => person.Id != representative?.Id).ToList();
        var target = candidates.Find(IsAvailable);
        var skipped = string.Concat(candidates.TakeWhile(person => person != target).Select(WhyUnavailable));
        var breach = $"Nobody reached out by {clock.DueAt:yyyy-MM-dd HH:mm} UTC. {skipped}";
        var from = representative?.Name ?? "the queue";
        if (target is null)
        {
            return new(null, $"{breach}Nobody above {from} is available.");
        }

        var why = target == named ? $"named by policy {clock.Policy}" : "the manager";
        return new(target, handoff.Status == HandoffStatus.Pending
            ? $"{breach}Escalated from {from} to {target.Name}, {why}."
            : $"{breach}{target.Name}, {why}, is informed. {representative?.Name ?? handoff.DecidedBy} accepted the handoff and keeps it.");
    }

    /// <summary>The nearest manager above, available or not; null if there is none.</summary>
    public Representative? NearestManager(Representative? representative) => ManagersAbove(representative).FirstOrDefault();

    /// <summary>
    /// The managers above a representative, nearest first. Above the queue, the managers of the topmost teams, oldest team first.
    /// </summary>
    private IEnumerable<Representative> ManagersAbove(Representative? representative)
    {
        if (representative is null)
        {
            return teams.Values.Where(team => team.ParentId is null).OrderBy(team => team.Id)
                .Select(team => team.ManagerId).OfType<Guid>().Select(manager => people[manager]);
        }

        List<Representative> managers = [];
        for (var team = Team(representative.TeamId); team is not null; team = Team(team.ParentId))
        {
            if (team.ManagerId is { } manager && manager != representative.Id)
            {
                managers.Add(people[manager]);
            }
        }

        return managers;

        SalesTeam? Team(Guid? id) => id is { } known ? teams.GetValueOrDefault(known) : null;
    }

    private bool IsAvailable(Representative person) => person.IsActive && !absentUntil.ContainsKey(person.Id);

    private string WhyUnavailable(Representative person) => person.IsActive
        ? $"{person.Name} is absent until {absentUntil[person.Id]:yyyy-MM-dd HH:mm} UTC. "
        : $"{person.Name} is not active. ";
}
