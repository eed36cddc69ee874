using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.HandOvers;

/// <summary>Finds the active representatives who can take over.</summary>
internal static class HandOverTargets
{
    private static readonly Refusal ToItself = new("hand-over-to-itself", 422, "A representative cannot hand work over to themselves.");
    private static readonly Refusal NobodyThere = new("hand-over-nobody", 422, "No active representative can take the work over.");
    private static readonly Refusal NoTerritory = new("territory-unknown", 422, "The territory does not exist.");

    public static async Task<Result<List<Representative>>> Find(
        SalesDb db, Representative leaver, HandOverRequest request, CancellationToken cancellation)
    {
        if (request.ToId == leaver.Id)
        {
            return ToItself;
        }

        var (ids, team) = (request.ToId is { } one ? [one] : Array.Empty<Guid>(), request.TeamId);
        if (request.Territory is { } code)
        {
            if (await db.TerritoryRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Code == code, cancellation) is not { } rule)
            {
                return NoTerritory.Because($"`territory` is '{code}', which is not the code of a territory.");
            }

            (ids, team) = ([.. rule.RepresentativeIds], rule.TeamId);
        }

        var teams = team is null ? [] : await WithTeamsBelow(db, team.Value, cancellation);
        if (request.TeamId is { } wanted && teams.Count == 0)
        {
            return TeamRefusals.NoSuchTeam.Because($"`teamId` is '{wanted}', which is not the id of a team.");
        }

        var people = await db.Representatives.AsNoTracking()
            .Where(person => person.IsActive && person.Id != leaver.Id
                && (ids.Contains(person.Id) || (person.TeamId != null && teams.Contains(person.TeamId.Value))))
            .OrderBy(person => person.Id).ToListAsync(cancellation);
        return people.Count > 0 ? people : NobodyThere.Because(
            request.ToId is { } to ? $"`toId` is '{to}', which is not the id of an active representative."
            : request.Territory is { } territory ? $"Territory '{territory}' has no active member besides the representative."
            : $"Team '{request.TeamId}' and the teams below it have no active member besides the representative.");
    }

    /// <summary>The team and all teams below it. Teams are few, so one query reads them all.</summary>
    private static async Task<List<Guid>> WithTeamsBelow(SalesDb db, Guid top, CancellationToken cancellation)
    {
        var all = await db.Teams.AsNoTracking().Select(team => new { team.Id, team.ParentId }).ToListAsync(cancellation);
        List<Guid> found = all.Exists(team => team.Id == top) ? [top] : [];
        for (var at = 0; at < found.Count; at++)
        {
            found.AddRange(all.Where(team => team.ParentId == found[at]).Select(team => team.Id));
        }

        return found;
    }
}
