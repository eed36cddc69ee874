namespace Funnel.Sales;

/// <summary>The permissions that Sales owns.</summary>
internal static class SalesPermissions
{
    public const string Read = "sales.read", Write = "sales.write", Manage = "sales.manage";

    /// <summary>Defines what holds for every team: pipelines, their checklists, and custom fields.</summary>
    public const string Pipelines = "sales.pipelines";

    /// <summary>Corrects closed opportunities and opens them again.</summary>
    public const string Correct = "sales.correct";

    /// <summary>The permissions that each role grants. The gateway's <c>roles.json</c> lists the same.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ByRole = new Dictionary<string, string[]>
    {
        ["sales"] = [Read, Write],
        ["sales-manager"] = [Read, Write, Manage, Correct],
        ["administrator"] = [Read, Write, Manage, Pipelines, Correct],
    };
}
