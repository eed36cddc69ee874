namespace Funnel.Sales.Schema;

/// <summary>The SQL of this folder: the functions, triggers and views that EF Core does not write.</summary>
/// <remarks>
/// The migration <c>Initial</c> runs all scripts in the order of their names, after it has created the tables. After a release, a
/// change of a script also needs a migration.
/// </remarks>
internal static class SchemaScripts
{
    public static IEnumerable<string> ReadAll()
    {
        var assembly = typeof(SchemaScripts).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
