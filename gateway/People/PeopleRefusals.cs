using System.Security.Claims;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;

namespace Funnel.Gateway.People;

internal static class PeopleRefusals
{
    public static readonly Refusal
        NotFound = new("person-not-found", 404, "The person does not exist."),
        EmailTaken = new("person-email-taken", 409, "Another person signs in with this email address."),
        EmailInvalid = new("person-email-invalid", 422, "The email address is not valid."),
        RoleUnknown = new("role-unknown", 422, "The role does not exist."),
        RoleNotHeld = new("role-not-held", 403, "The role grants permissions that the caller does not have."),
        LastAdministrator = new("last-administrator", 409, "At least one active administrator must remain.");

    /// <summary>
    /// A caller may neither grant permissions beyond its own nor take over a person who has them. Otherwise a client with the one
    /// permission <c>administration</c> could have all permissions.
    /// </summary>
    public static Result CheckGranted(IEnumerable<string> roles, ClaimsPrincipal caller)
    {
        foreach (var role in roles)
        {
            if (Roles.All.GetValueOrDefault(role, []).FirstOrDefault(permission => !caller.May(permission)) is { } lacking)
            {
                return RoleNotHeld.Because(
                    $"The role '{role}' grants the permission '{lacking}', which the caller does not have.");
            }
        }

        return Result.Done;
    }

    /// <param name="roles">May hold null, because a JSON array may.</param>
    public static Result CheckRoles(IEnumerable<string?> roles)
    {
        foreach (var role in roles)
        {
            if (role is null || !Roles.All.ContainsKey(role))
            {
                return RoleUnknown.Because(
                    $"`roles` contains '{role ?? "null"}', which is not a role. The roles are: {string.Join(", ", Roles.All.Keys)}.");
            }
        }

        return Result.Done;
    }
}
