using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Funnel.ServiceDefaults;

/// <summary>
/// The refusals that each handler can answer with, from the file <c>refusals.json</c> beside each project. A test compares
/// that file with the code, and writes it if it runs with <c>FUNNEL_APPROVE=1</c>.
/// </summary>
public static class RefusalTable
{
    /// <summary>The file's name, which is also that of the embedded resource.</summary>
    public const string File = "refusals.json";

    private static readonly ConcurrentDictionary<Assembly, FrozenDictionary<string, string[]>> Tables = new();
    private static readonly ConcurrentDictionary<Assembly, FrozenDictionary<string, Refusal>> Known = new();

    /// <summary>The refusals that the handler can answer with.</summary>
    public static IEnumerable<Refusal> Of(MethodInfo handler)
    {
        var assembly = handler.Module.Assembly;
        return Tables.GetOrAdd(assembly, Read).GetValueOrDefault(NameOf(handler), [])
            .Select(name => Known.GetOrAdd(assembly, Refusals)[name]);
    }

    /// <summary>A handler's name in the file: its type and method, without type arguments.</summary>
    public static string NameOf(MethodBase handler)
    {
        var type = handler.DeclaringType!;
        return $"{(type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Split('`')[0].Replace('+', '.')}.{handler.Name}";
    }

    /// <summary>A refusal's name in the file.</summary>
    public static string NameOf(Refusal refusal) => $"{refusal.Status} {refusal.Code}";

    private static FrozenDictionary<string, string[]> Read(Assembly assembly)
    {
        using var file = assembly.GetManifestResourceStream(File);
        return (file is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string[]>>(file)!).ToFrozenDictionary();
    }

    /// <summary>The refusals of an assembly and of those of ours that it references. Each refusal is a static field.</summary>
    private static FrozenDictionary<string, Refusal> Refusals(Assembly assembly) => (
        from ours in assembly.GetReferencedAssemblies().Where(reference => reference.Name!.StartsWith("Funnel.", StringComparison.Ordinal))
            .Select(Assembly.Load).Append(assembly)
        from type in ours.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.FieldType == typeof(Refusal)
        let refusal = (Refusal)field.GetValue(null)!
        group refusal by NameOf(refusal)).ToFrozenDictionary(same => same.Key, same => same.First());
}
