namespace Funnel.Marketing;

/// <summary>The permissions that Marketing owns.</summary>
internal static class MarketingPermissions
{
    public const string Read = "marketing.read", Write = "marketing.write";

    /// <summary>Publishing scoring rules. They decide which leads Sales gets, so writing alone does not allow it.</summary>
    public const string Publish = "marketing.publish";

    /// <summary>The permissions that each role grants. The gateway's <c>roles.json</c> lists the same.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByRole = new Dictionary<string, string[]>
    {
        ["marketing"] = [Read, Write],
        ["marketing-manager"] = [Read, Write, Publish],
        ["administrator"] = [Read, Write, Publish],
    };
}
