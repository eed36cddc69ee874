namespace Funnel.Insights;

/// <summary>The permissions that Insights owns.</summary>
internal static class InsightsPermissions
{
    public const string Read = "insights.read", Deals = "insights.deals";

    /// <summary>The permissions that each role grants. The gateway's <c>roles.json</c> lists the same.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByRole = new Dictionary<string, string[]>
    {
        ["marketing"] = [Read],
        ["marketing-manager"] = [Read],
        ["sales"] = [Read],
        ["sales-manager"] = [Read],
        ["analyst"] = [Read, Deals],
        ["administrator"] = [Read, Deals],
    };
}
