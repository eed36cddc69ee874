using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Forecasts;

/// <summary>Teams and representatives as far as the caller sees them: of a team only who sees everybody in it and below.</summary>
internal sealed class Hierarchy
{
    private Hierarchy(List<SalesTeam> teams, List<Representative> people, Sight sight)
    {
        RollUp = new(teams.ToDictionary(team => team.Id, team => team.ParentId), people.ToDictionary(person => person.Id, person => person.TeamId));
        Teams = [.. teams.Where(team => sight.SeesAll || (RollUp.PeopleOf(team.Id).ToList() is { Count: > 0 } all && all.All(person => sight.Sees(person))))];
        People = [.. people.Where(person => sight.Sees(person.Id))];
    }

    public RollUp RollUp { get; }

    public IReadOnlyList<SalesTeam> Teams { get; }

    public IReadOnlyList<Representative> People { get; }

    public static async Task<Hierarchy> Load(SalesDb db, CancellationToken cancellation) => new(
        await db.Teams.AsNoTracking().OrderBy(team => team.Code).ToListAsync(cancellation),
        await db.Representatives.AsNoTracking().OrderBy(person => person.Name).ThenBy(person => person.Id).ToListAsync(cancellation), db.Sight);

    /// <summary>A rule for what is about a representative or a team.</summary>
    public bool Sees(Guid? representativeId, Guid? teamId) =>
        teamId is { } team ? Teams.Any(seen => seen.Id == team) : representativeId is { } person && People.Any(seen => seen.Id == person);
}
