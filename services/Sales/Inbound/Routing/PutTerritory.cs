using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>
/// A territory gives the leads that match it to its members. A lead goes to the first territory that matches and has an available member.
/// </summary>
/// <param name="Position">Territories are checked by ascending position, then by code.</param>
/// <param name="Countries">Two-letter ISO 3166 codes of the lead's country, or of its account's country. Empty matches any country.</param>
/// <param name="Channels">Channels of the lead, not case-sensitive. Empty matches any channel.</param>
/// <param name="Industries">Industries of the lead's account, not case-sensitive. Empty matches any industry.</param>
/// <param name="EmployeesFrom">Least number of employees of the account. A lead whose number is unknown does not match.</param>
/// <param name="EmployeesBelow">The number of employees of the account must be less than this.</param>
/// <param name="RepresentativeIds">Members of the territory, in addition to the members of the team.</param>
/// <param name="TeamId">The current members of this team and of the teams below it are members of the territory.</param>
/// <param name="ValidFrom">The territory applies from this time. Absent for no start.</param>
/// <param name="ValidUntil">The territory applies until this time. Absent for no end.</param>
public sealed record PutTerritoryRequest(
    [property: Required, MaxLength(TerritoryRule.NameLength)] string Name,
    [property: Range(0, 10_000)] int Position = 0,
    [property: MaxLength(TerritoryRule.MostValues)] IReadOnlyList<string>? Countries = null,
    [property: MaxLength(TerritoryRule.MostValues)] IReadOnlyList<string>? Channels = null,
    [property: MaxLength(TerritoryRule.MostValues)] IReadOnlyList<string>? Industries = null,
    [property: Range(0, TerritoryRule.MostEmployees)] int? EmployeesFrom = null,
    [property: Range(0, TerritoryRule.MostEmployees)] int? EmployeesBelow = null,
    [property: MaxLength(TerritoryRule.MostRepresentatives)] IReadOnlyList<Guid>? RepresentativeIds = null,
    Guid? TeamId = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null) : IValidatableObject
{
    /// <summary>Checks the items of the lists, because JSON accepts <c>null</c> as an item.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Countries?.Any(country => country is not { Length: 2 } || !country.All(char.IsAsciiLetter)) == true)
        {
            yield return new("A country must have two letters.", [nameof(Countries)]);
        }

        if (Channels?.Any(channel => string.IsNullOrWhiteSpace(channel) || channel.Length > TerritoryRule.ChannelLength) == true)
        {
            yield return new($"A channel must have 1 to {TerritoryRule.ChannelLength} characters.", [nameof(Channels)]);
        }

        if (Industries?.Any(industry => string.IsNullOrWhiteSpace(industry) || industry.Length > TerritoryRule.IndustryLength) == true)
        {
            yield return new($"An industry must have 1 to {TerritoryRule.IndustryLength} characters.", [nameof(Industries)]);
        }
    }
}

internal static class PutTerritory
{
    public static async Task<Results<Created<TerritoryResponse>, Ok<TerritoryResponse>, ProblemHttpResult>> Handle(
        [MaxLength(TerritoryRule.CodeLength), RegularExpression(TerritoryRule.CodePattern)] string code,
        PutTerritoryRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if ((await Check(request, db, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        var known = await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation);
        var rule = known ?? db.Add(TerritoryRule.Create(code, clock.GetUtcNow())).Entity;
        rule.Update(request);
        await db.SaveChangesAsync(cancellation);
        var response = TerritoryResponse.Of(rule);
        return known is null ? TypedResults.Created($"/api/sales/v1/territories/{code}", response) : TypedResults.Ok(response);
    }

    private static async Task<Result> Check(PutTerritoryRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (request.EmployeesFrom >= request.EmployeesBelow)
        {
            return TerritoryRefusals.NoSize(request.EmployeesFrom, request.EmployeesBelow);
        }

        if (request.ValidFrom >= request.ValidUntil)
        {
            return TerritoryRefusals.NeverValid(request.ValidFrom, request.ValidUntil);
        }

        var ids = (request.RepresentativeIds ?? []).Distinct().ToArray();
        if (ids.Length == 0 && request.TeamId is null)
        {
            return TerritoryRefusals.NoMembers;
        }

        var known = await db.Representatives.Where(person => ids.Contains(person.Id)).Select(person => person.Id).ToListAsync(cancellation);
        if (known.Count != ids.Length)
        {
            return TerritoryRefusals.UnknownRepresentatives(ids.Except(known));
        }

        return request.TeamId is { } teamId && !await db.Teams.AnyAsync(team => team.Id == teamId, cancellation)
            ? TerritoryRefusals.UnknownTeam(teamId)
            : Result.Done;
    }
}
