namespace Funnel.Gateway.Identity;

/// <summary>
/// The scripts in <c>Schema/</c>: triggers, functions and tables that the model of EF Core does not know. The migration <c>Initial</c>
/// runs them. After a release, a change of a script also needs a migration.
/// </summary>
internal static class SchemaScripts
{
    public static IEnumerable<string> ReadAll()
    {
        var assembly = typeof(SchemaScripts).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order())
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return script.ReadToEnd();
        }
    }
}
