using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>A territory rule, whole. The first one by position that a lead matches, and that has somebody to take it, counts.</summary>
/// <param name="Countries">Of the lead, ISO 3166 in two letters; any where there is none.</param>
/// <param name="Channels">That the lead came by, in any case of letters; any where there is none.</param>
/// <param name="EmployeesFrom">The least number of people at the lead's account; a lead of an unknown size does not match.</param>
/// <param name="RepresentativeIds">Who take turns; and the members of the team, where one is named.</param>
public sealed record PutTerritoryRequest(
    [property: Required, MaxLength(TerritoryRule.NameLength)] string Name,
    [property: Range(0, 10_000)] int Position = 0,
    [property: MaxLength(TerritoryRule.MostValues)] IReadOnlyList<string>? Countries = null,
    [property: MaxLength(TerritoryRule.MostValues)] IReadOnlyList<string>? Channels = null,
    [property: Range(0, TerritoryRule.MostEmployees)] int? EmployeesFrom = null,
    [property: Range(0, TerritoryRule.MostEmployees)] int? EmployeesBelow = null,
    [property: MaxLength(TerritoryRule.MostRepresentatives)] IReadOnlyList<Guid>? RepresentativeIds = null,
    Guid? TeamId = null) : IValidatableObject
{
    /// <summary>JSON's <c>null</c> passes for an item of any type.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Countries?.Any(country => country is not { Length: 2 } || !country.All(char.IsAsciiLetter)) == true)
        {
            yield return new("A country has two letters.", [nameof(Countries)]);
        }

        if (Channels?.Any(channel => string.IsNullOrWhiteSpace(channel) || channel.Length > TerritoryRule.ChannelLength) == true)
        {
            yield return new($"A channel has 1 to {TerritoryRule.ChannelLength} characters.", [nameof(Channels)]);
        }
    }
}

internal static class PutTerritory
{
    private static readonly Refusal Nobody = new("territory-without-people", 422, "The territory names neither representatives nor a team.");
    private static readonly Refusal Unknown = new("territory-people-unknown", 422, "The territory names people who are not there.");
    private static readonly Refusal NoSize = new("territory-size-wrong", 422, "The territory's sizes include none.");

    public static async Task<Results<Created<TerritoryResponse>, Ok<TerritoryResponse>, ProblemHttpResult>> Handle(
        [MaxLength(TerritoryRule.CodeLength), RegularExpression(TerritoryRule.CodePattern)] string code,
        PutTerritoryRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await Refuse(request, db, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var known = await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation);
        var rule = known ?? db.Add(TerritoryRule.Make(code, clock.GetUtcNow())).Entity;
        rule.Become(request);
        await db.SaveChangesAsync(cancellation);
        var answer = TerritoryResponse.Of(rule);
        return known is null ? TypedResults.Created($"/api/sales/v1/territories/{code}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<Refusal?> Refuse(PutTerritoryRequest wanted, SalesDb db, CancellationToken cancellation)
    {
        var people = (wanted.RepresentativeIds ?? []).Distinct().ToArray();
        return wanted.EmployeesFrom >= wanted.EmployeesBelow ? NoSize
            : people.Length == 0 && wanted.TeamId is null ? Nobody
            : await db.Representatives.CountAsync(person => people.Contains(person.Id), cancellation) != people.Length ? Unknown.Because("One of the representatives is none.")
            : wanted.TeamId is { } team && !await db.Teams.AnyAsync(known => known.Id == team, cancellation) ? Unknown.Because($"'{team}' is no team.")
            : null;
    }
}
