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
        LastAdministrator = new("last-administrator", 409, "At least one active administrator must remain.");

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
