using Funnel.Insights;
using Funnel.Marketing;
using Funnel.Sales;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>The gateway registers every permission of every service as a scope, and knows the roles that grant it.</summary>
public sealed class RolesTests
{
    [Fact]
    public void The_gateway_knows_the_roles_and_permissions_of_every_service()
    {
        IEnumerable<IReadOnlyDictionary<string, string[]>> services =
            [MarketingPermissions.ByRole, SalesPermissions.ByRole, InsightsPermissions.ByRole, AccessRules.Common];
        var granted = services.SelectMany(service => service)
            .SelectMany(role => role.Value.Select(permission => $"{role.Key}: {permission}")).Order(StringComparer.Ordinal);
        Assert.Equal(granted,
            KnownRoles.All.SelectMany(role => role.Value.Select(permission => $"{role.Key}: {permission}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_administrator_has_every_permission() =>
        Assert.Empty(KnownRoles.All.SelectMany(role => role.Value).Except(KnownRoles.Permissions));
}
