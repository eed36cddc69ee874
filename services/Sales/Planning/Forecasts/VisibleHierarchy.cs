using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Forecasts;

/// <summary>The teams and representatives that the caller may see.</summary>
/// <remarks>A caller sees a team if the caller sees every representative of the team and of the teams below it.</remarks>
internal sealed class VisibleHierarchy
{
    private VisibleHierarchy(List<SalesTeam> teams, List<Representative> representatives, Sight sight)
    {
        RollUp = new(teams.ToDictionary(team => team.Id, team => team.ParentId),
            representatives.ToDictionary(person => person.Id, person => person.TeamId));
        Teams = [.. teams.Where(team => sight.SeesAll || IsSeenWhole(team.Id))];
        Representatives = [.. representatives.Where(person => sight.Sees(person.Id))];

        bool IsSeenWhole(Guid team) =>
            RollUp.MembersOf(team).ToList() is { Count: > 0 } members && members.All(person => sight.Sees(person));
    }

    public TeamRollUp RollUp { get; }

    public IReadOnlyList<SalesTeam> Teams { get; }

    public IReadOnlyList<Representative> Representatives { get; }

    public static async Task<VisibleHierarchy> Load(SalesDb db, CancellationToken cancellation) => new(
        await db.Teams.AsNoTracking().OrderBy(team => team.Code).ToListAsync(cancellation),
        await db.Representatives.AsNoTracking().OrderBy(person => person.Name).ThenBy(person => person.Id).ToListAsync(cancellation),
        db.Sight);

    /// <summary>Whether the caller sees the team or, if there is none, the representative.</summary>
    public bool Sees(Guid? representativeId, Guid? teamId) =>
        teamId is { } team ? Teams.Any(seen => seen.Id == team)
        : representativeId is { } person && Representatives.Any(seen => seen.Id == person);
}
