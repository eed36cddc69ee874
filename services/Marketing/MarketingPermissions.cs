namespace Funnel.Marketing;

/// <summary>The permissions that Marketing owns.</summary>
internal static class MarketingPermissions
{
    public const string Read = "marketing.read", Write = "marketing.write";

    /// <summary>The permissions that each role grants. The gateway's <c>roles.json</c> lists the same.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByRole = new Dictionary<string, string[]>
    {
        ["marketing"] = [Read, Write],
        ["administrator"] = [Read, Write],
    };
}
