using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>A territory rule, whole. The first one by position that a lead matches, and that has somebody to take it, counts.</summary>
/// <param name="Position">Rules are looked at in this order, and in that of their codes.</param>
/// <param name="Countries">Of the lead, else of its account, ISO 3166 in two letters; any where there is none.</param>
/// <param name="Channels">That the lead came by, in any case of letters; any where there is none.</param>
/// <param name="Industries">Of the lead's account, in any case of letters; any where there is none.</param>
/// <param name="EmployeesFrom">The least number of people at the lead's account; a lead of an unknown size does not match.</param>
/// <param name="EmployeesBelow">There are fewer people than this.</param>
/// <param name="RepresentativeIds">Who take turns; and the members of the team, where one is named.</param>
/// <param name="TeamId">Its members, and those of the teams below it, whoever they are at the time.</param>
/// <param name="ValidFrom">From when on it counts; ever since where it is absent.</param>
/// <param name="ValidUntil">Until when it counts; for ever where it is absent.</param>
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

        if (Industries?.Any(industry => string.IsNullOrWhiteSpace(industry) || industry.Length > TerritoryRule.IndustryLength) == true)
        {
            yield return new($"An industry has 1 to {TerritoryRule.IndustryLength} characters.", [nameof(Industries)]);
        }
    }
}

internal static class PutTerritory
{
    private static readonly Refusal Nobody = new("territory-without-people", 422, "The territory names neither representatives nor a team.");
    private static readonly Refusal Unknown = new("territory-people-unknown", 422, "The territory names people who are not there.");
    private static readonly Refusal NoSize = new("territory-size-wrong", 422, "The territory's sizes include none.");
    private static readonly Refusal Never = new("territory-never-valid", 422, "The territory's validity ends before it begins.");

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
            : wanted.ValidFrom >= wanted.ValidUntil ? Never
            : people.Length == 0 && wanted.TeamId is null ? Nobody
            : await db.Representatives.CountAsync(person => people.Contains(person.Id), cancellation) != people.Length ? Unknown.Because("One of the representatives is none.")
            : wanted.TeamId is { } team && !await db.Teams.AnyAsync(known => known.Id == team, cancellation) ? Unknown.Because($"'{team}' is no team.")
            : null;
    }
}
