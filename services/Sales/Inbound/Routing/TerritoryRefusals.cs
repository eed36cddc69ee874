using Funnel.ServiceDefaults;

namespace Funnel.Sales.Routing;

internal static class TerritoryRefusals
{
    private static readonly Refusal NoTerritory = new("territory-not-found", 404, "The territory does not exist.");

    public static readonly Refusal NoMembers = new(
        "territory-without-people", 422, "The territory has no members.", "Give `representativeIds`, `teamId`, or both.");

    private static readonly Refusal Unknown = new("territory-people-unknown", 422, "A member of the territory does not exist.");

    private static readonly Refusal EmptySizeRange = new("territory-size-wrong", 422, "The range of company sizes is empty.");

    private static readonly Refusal EmptyValidity = new("territory-never-valid", 422, "The period of the territory is empty.");

    public static Refusal NotFound(string code) => NoTerritory.Because($"No territory has the code '{code}'.");

    public static Refusal UnknownRepresentatives(IEnumerable<Guid> ids) =>
        Unknown.Because($"`representativeIds` contains ids that are not representatives: {string.Join(", ", ids)}.");

    public static Refusal UnknownTeam(Guid id) => Unknown.Because($"`teamId` is '{id}', which is not a team.");

    public static Refusal NoSize(int? from, int? below) => EmptySizeRange.Because(
        $"`employeesFrom` is {from} and `employeesBelow` is {below}. `employeesFrom` must be less than `employeesBelow`.");

    public static Refusal NeverValid(DateTimeOffset? from, DateTimeOffset? until) => EmptyValidity.Because(
        $"`validFrom` is {from:O} and `validUntil` is {until:O}. `validFrom` must be before `validUntil`.");
}
