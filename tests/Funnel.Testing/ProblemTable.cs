using System.Reflection;
using Funnel.ServiceDefaults;

namespace Funnel.Testing;

/// <summary>The table of all problems, <c>services/Problems.md</c>, and the rows that it should have.</summary>
public static class ProblemTable
{
    public static readonly string File = Path.Combine(Repository.Root, "services", "Problems.md");

    /// <summary>The refusals of an assembly. Each refusal is a static field.</summary>
    public static IEnumerable<(Refusal Refusal, Type Where)> Refusals(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.FieldType == typeof(Refusal)
        select ((Refusal)field.GetValue(null)!, type);

    /// <summary>The rows that the code asks for.</summary>
    public static IReadOnlyList<string> Expected(IEnumerable<Assembly> assemblies) =>
        [.. from found in assemblies.SelectMany(Refusals)
            group Room(found.Where) by (found.Refusal.Code, found.Refusal.Status, found.Refusal.Title) into row
            orderby row.Key.Code, row.Key.Status, row.Key.Title
            select $"| `{row.Key.Code}` | {row.Key.Status} | {row.Key.Title} "
                + $"| {string.Join("; ", row.Distinct().Order(StringComparer.Ordinal))} |"];

    /// <summary>The rows of the file.</summary>
    public static IReadOnlyList<string> Rows() =>
        [.. System.IO.File.ReadLines(File).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

    /// <summary>The codes of all problems.</summary>
    public static IReadOnlySet<string> Codes() => Rows().Select(row => row.Split('`')[1]).ToHashSet();

    /// <summary>Replaces the rows of the file, and keeps the text above them.</summary>
    public static void Write(IEnumerable<string> rows) => System.IO.File.WriteAllLines(File,
        [.. System.IO.File.ReadLines(File).TakeWhile(line => !line.StartsWith("| `", StringComparison.Ordinal)), .. rows]);

    private static string Room(Type type) => type.Assembly.GetName().Name!.Replace("Funnel.", "", StringComparison.Ordinal) switch
    {
        "ServiceDefaults" => "everywhere",
        "Messaging" => "every service",
        "Gateway" => "the gateway",
        var service when type.Namespace!.Split('.') is [_, _, var room, ..] => $"{service}, {room}",
        var service => service,
    };
}
