using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>
/// Finds records by an owner relative to the caller, and by the team of the owner, so that a shared view fits each caller.
/// </summary>
internal static class RelativeOwner
{
    public const string Pattern = "^(me|myTeam|nobody)$";

    public const string Description =
        "The owner relative to the caller: `me`, `myTeam` (the teams that the caller manages and the teams below, or else the team of the "
            + "caller) or `nobody`.";

    private static readonly Refusal NoRepresentative =
        new("caller-not-representative", 422, "The caller is not linked to a representative.");

    /// <param name="owner">A text that matches <see cref="Pattern"/>, or null.</param>
    /// <param name="team">The id of a team, or null. The members of the teams below count too.</param>
    /// <returns>The owners; null among them stands for records without an owner. All owners if both parameters are null.</returns>
    public static async Task<Result<OwnerChoices>> Read(SalesDb db, string? owner, Guid? team, CancellationToken cancellation)
    {
        Guid?[]? owners = null;
        if (team is { } id)
        {
            if (!await db.Teams.AnyAsync(one => one.Id == id, cancellation))
            {
                return TeamRefusals.NoSuchTeam.Because($"`teamId` is '{id}', which is not the id of a team.");
            }

            owners = await MembersBelow(db, id, cancellation);
        }

        if (owner is null)
        {
            return new OwnerChoices(owners);
        }

        if (owner != "nobody" && db.Sight.Self is null)
        {
            return NoRepresentative.Because($"`owner` is '{owner}', which only a caller with a representative can ask for.");
        }

        Guid?[] relative = owner switch
        {
            "nobody" => [null],
            "me" => [db.Sight.Self],
            _ => await MyTeam(db, db.Sight.Self!.Value, cancellation),
        };
        return new OwnerChoices(owners is null ? relative : [.. owners.Intersect(relative)]);
    }

    public static IQueryable<TRecord> OwnedBy<TRecord>(this IQueryable<TRecord> found, OwnerChoices choices) where TRecord : class, IOwned
    {
        var (property, owners) = (TRecord.OwnerProperty, choices.Owners);
        return owners is null ? found : found.Where(row => owners.Contains(EF.Property<Guid?>(row, property)));
    }

    private static async Task<Guid?[]> MyTeam(SalesDb db, Guid self, CancellationToken cancellation) => db.Sight.Owners.Count > 1
        ? [.. db.Sight.Owners]
        : await db.Representatives.Where(person => person.Id == self || (person.TeamId != null
                && person.TeamId == db.Representatives.Where(me => me.Id == self).Select(me => me.TeamId).First()))
            .Select(person => (Guid?)person.Id).ToArrayAsync(cancellation);

    private static Task<Guid?[]> MembersBelow(SalesDb db, Guid team, CancellationToken cancellation) => db.Database.SqlQuery<Guid?>(
        $"""
        with recursive below as (
            select id from teams where id = {team}
            union
            select teams.id from teams join below on teams.parent_id = below.id)
        select representatives.id as "Value" from representatives join below on representatives.team_id = below.id
        """).ToArrayAsync(cancellation);
}

/// <param name="Owners">Null: all owners.</param>
internal sealed record OwnerChoices(Guid?[]? Owners);
