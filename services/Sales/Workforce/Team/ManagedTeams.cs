using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>The teams and representatives that the caller may change.</summary>
/// <remarks>
/// The hierarchy decides who sees which records. So a manager changes it only below, where the change brings nothing new into the
/// manager's sight: the teams below the managed ones, and the members of all of these. A caller who sees all records and amounts
/// changes everything.
/// </remarks>
internal sealed class ManagedTeams
{
    private readonly SalesDb db;
    private readonly bool isEverything;

    /// <summary>The managed teams, and the teams below them. The value says whether a team is below a managed one.</summary>
    private readonly Dictionary<Guid, bool> teams;

    private ManagedTeams(SalesDb db, bool isEverything, Dictionary<Guid, bool> teams) =>
        (this.db, this.isEverything, this.teams) = (db, isEverything, teams);

    public static async Task<ManagedTeams> Load(SalesDb db, CancellationToken cancellation)
    {
        if (db.Sight is { SeesAll: true, ShowsAllAmounts: true })
        {
            return new(db, true, []);
        }

        var self = db.Sight.Self;
        var managed = await db.Database.SqlQuery<ManagedTeam>(
            $"""
            with recursive managed as (
                select id, false as is_below from teams where manager_id = {self}
                union
                select teams.id, true from teams join managed on teams.parent_id = managed.id)
            select id, bool_or(is_below) as is_below from managed group by id
            """).ToListAsync(cancellation);
        return new(db, false, managed.ToDictionary(team => team.Id, team => team.IsBelow));
    }

    /// <summary>Checks whether the caller may put a member or a team into a team.</summary>
    public Result CheckInto(string field, Guid? teamId) =>
        isEverything || (teamId is { } team && teams.ContainsKey(team)) ? Result.Done
        : TeamRefusals.TeamNotManaged.Because(teamId is null
            ? $"`{field}` is missing. Only an administrator leaves it out."
            : $"`{field}` is '{teamId}'. The caller manages neither this team nor a team above it.");

    /// <summary>Checks whether the caller may move a team. The position of a managed team is decided above it.</summary>
    public Result CheckMove(SalesTeam team) => isEverything || teams.GetValueOrDefault(team.Id)
        ? Result.Done
        : TeamRefusals.TeamNotManaged.Because($"The caller does not manage a team above '{team.Code}'.");

    /// <summary>Checks whether the caller may change the name and the manager of a team.</summary>
    public Result CheckChange(SalesTeam team, Guid? managerId) =>
        isEverything || (teams.ContainsKey(team.Id) && managerId == team.ManagerId) ? Result.Done
        : CheckMove(team).IsRefused(out var refusal) ? refusal
        : CheckManager(managerId);

    /// <summary>Checks whether the caller may make a representative a manager, whose records the caller then sees.</summary>
    public Result CheckManager(Guid? managerId) => isEverything || managerId is not { } manager || db.Sight.Owners.Contains(manager)
        ? Result.Done
        : TeamRefusals.NotManaged.Because($"`managerId` is '{manager}', who is not in a team that the caller manages.");

    /// <summary>Checks whether the caller may change a representative: a member, or a manager without a team.</summary>
    public Result CheckPerson(Representative person) =>
        isEverything || (person.TeamId is { } team ? teams.ContainsKey(team) : db.Sight.Owners.Contains(person.Id))
            ? Result.Done
            : TeamRefusals.NotManaged.Because($"'{person.Id}' is not in a team that the caller manages.");

    /// <summary>Checks whether the caller may decide who signs in as a representative, and so gets the representative's sight.</summary>
    public async Task<Result> CheckSignIn(Representative person, CancellationToken cancellation)
    {
        if (isEverything)
        {
            return Result.Done;
        }

        if (CheckPerson(person).IsRefused(out var refusal))
        {
            return refusal;
        }

        var ids = teams.Where(team => team.Value).Select(team => team.Key).ToArray();
        return person.Id == db.Sight.Self
            || await db.Teams.AnyAsync(team => team.ManagerId == person.Id && !ids.Contains(team.Id), cancellation)
            ? TeamRefusals.NotManaged.Because(
                $"'{person.Id}' is the caller, or manages a team that is not below the caller's. An administrator changes the sign-in.")
            : Result.Done;
    }

    private sealed record ManagedTeam(Guid Id, bool IsBelow);
}
