using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;

namespace Funnel.Gateway.People;

internal static class PeopleRefusals
{
    public static readonly Refusal NotFound = new("person-not-found", 404, "There is no such person.");
    public static readonly Refusal EmailTaken = new("person-email-taken", 409, "Somebody signs in with this address already.");
    public static readonly Refusal EmailInvalid = new("person-email-invalid", 422, "This is no e-mail address.");
    public static readonly Refusal RoleUnknown = new("role-unknown", 422, "There is no such role.");
    public static readonly Refusal LastAdministrator = new("last-administrator", 409, "Nobody would be left who may administer.");

    /// <summary>The first that is no role; JSON's <c>null</c> is none.</summary>
    public static string? Unknown(IEnumerable<string?> roles) =>
        roles.Where(role => role is null || !Roles.All.ContainsKey(role)).Select(role => role ?? "null").FirstOrDefault();
}
