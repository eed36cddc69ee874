using System.Security.Claims;

namespace Funnel.ServiceDefaults;

/// <summary>The roles that a service knows, and the permissions that each of them grants.</summary>
public sealed class AccessRules
{
    /// <summary>The role that has every permission.</summary>
    public const string Administrator = "administrator";

    /// <summary>The permissions that every service knows, by role.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Common = new Dictionary<string, string[]>
    {
        ["operator"] = [Access.Operations, Access.Events],
        ["integrator"] = [Access.Events],
        [Administrator] = [Access.Events, Access.PersonalFields, Access.Operations, Access.Administration],
    };

    private AccessRules(IReadOnlyDictionary<string, string[]> roles) => Roles = roles;

    /// <summary>The permissions by role.</summary>
    public IReadOnlyDictionary<string, string[]> Roles { get; }

    /// <summary>All permissions: those of the administrator.</summary>
    public IReadOnlyList<string> Permissions => Roles[Administrator];

    /// <summary>The common rules with those that a service adds.</summary>
    /// <param name="grants">The permissions that the service adds, by role.</param>
    public static AccessRules With(IReadOnlyDictionary<string, string[]>? grants) => new(
        (grants ?? new Dictionary<string, string[]>()).Concat(Common).GroupBy(role => role.Key)
            .ToDictionary(role => role.Key, role => role.SelectMany(granted => granted.Value).Distinct().ToArray()));

    /// <summary>Adds the permissions of the caller's roles to the caller's identity.</summary>
    internal void AddPermissions(ClaimsIdentity caller)
    {
        var roles = caller.FindAll(caller.RoleClaimType).Select(role => role.Value).ToList();
        caller.AddClaims(from role in roles
                         from permission in Roles.GetValueOrDefault(role, [])
                         select new Claim(Access.PermissionClaim, permission, ClaimValueTypes.String, Access.PermissionIssuer));
    }
}
