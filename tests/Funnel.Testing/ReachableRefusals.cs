using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace Funnel.Testing;

/// <summary>
/// The refusals that each handler of a route can answer with, read from its code: the refusals that it names, and those of
/// every method of ours that it calls. They are checked in as <c>refusals.json</c> beside each project, where the OpenAPI
/// document reads them; a test compares that file with the code.
/// </summary>
/// <remarks>
/// A refusal is a static field (a test holds that), so naming one is an instruction that can be found. A call through an
/// interface is followed to the implementations in the assembly of the interface.
/// </remarks>
public static class ReachableRefusals
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<MethodBase, (IReadOnlyList<Refusal> Named, IReadOnlyList<MethodBase> Called)> Seen = new();

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The refusals by the name of the handler, as <see cref="RefusalTable"/> names it.</summary>
    public static SortedDictionary<string, string[]> Of(Assembly assembly)
    {
        var found = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var handler in Handlers(assembly))
        {
            var refusals = Of(handler).Select(RefusalTable.NameOf).ToList();
            if (refusals.Count > 0)
            {
                var name = RefusalTable.NameOf(handler);
                found.TryAdd(name, []);
                found[name].UnionWith(refusals);
            }
        }

        return new(found.ToDictionary(row => row.Key, row => row.Value.Order(StringComparer.Ordinal).ToArray()), StringComparer.Ordinal);
    }

    /// <summary>The refusals that a method can answer with.</summary>
    public static IEnumerable<Refusal> Of(MethodBase handler)
    {
        var (met, next, found) = (new HashSet<MethodBase>(), new Stack<MethodBase>([handler]), new HashSet<Refusal>());
        while (next.TryPop(out var method))
        {
            if (met.Add(method))
            {
                var (named, called) = Seen.GetOrAdd(method, Read);
                found.UnionWith(named);
                called.ToList().ForEach(next.Push);
            }
        }

        return found;
    }

    /// <summary>The content that the file beside the project should have.</summary>
    public static string Write(SortedDictionary<string, string[]> refusals) => JsonSerializer.Serialize(refusals, Indented) + "\n";

    /// <summary>
    /// The methods that answer HTTP requests. The code that maps routes refers to each of them, and each returns a result.
    /// </summary>
    private static IEnumerable<MethodInfo> Handlers(Assembly assembly) =>
        (from type in assembly.GetTypes()
         from method in type.GetMethods(All)
         from reference in MethodBodies.References(method)
         where reference.Instruction.Name == "ldftn"
         let handler = reference.Member as MethodInfo
         where handler is not null && handler.Module.Assembly == assembly && IsAnswer(handler.ReturnType)
         select handler).Distinct();

    private static bool IsAnswer(Type type) => type.IsGenericType && (type.GetGenericTypeDefinition() is var open)
        && (open == typeof(Task<>) || open == typeof(ValueTask<>))
            ? IsAnswer(type.GetGenericArguments()[0])
            : typeof(IResult).IsAssignableFrom(type);

    private static (IReadOnlyList<Refusal> Named, IReadOnlyList<MethodBase> Called) Read(MethodBase method)
    {
        var (named, called) = (new List<Refusal>(), new List<MethodBase>());
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            // The compiler moves the body of an async method into a state machine.
            called.Add(machine.StateMachineType.GetMethod("MoveNext", BindingFlags.NonPublic | BindingFlags.Instance)!);
        }

        foreach (var member in MethodBodies.Members(method))
        {
            if (member is FieldInfo { IsStatic: true } field && field.FieldType == typeof(Refusal))
            {
                named.Add((Refusal)field.GetValue(null)!);
            }
            else if (member is MethodBase callee && callee.Module.Assembly.GetName().Name!.StartsWith("Funnel.", StringComparison.Ordinal))
            {
                called.Add(callee);
                called.AddRange(Implementations(callee));
            }
        }

        return (named, called);
    }

    /// <summary>The methods that implement a method of an interface, in the assembly of the interface.</summary>
    private static IEnumerable<MethodBase> Implementations(MethodBase method) =>
        method.DeclaringType is not { IsInterface: true, IsGenericType: false } contract
            || method is not MethodInfo { IsStatic: false } declared ? []
        : from type in contract.Assembly.GetTypes()
          where type is { IsInterface: false, IsAbstract: false, ContainsGenericParameters: false } && contract.IsAssignableFrom(type)
          let map = type.GetInterfaceMap(contract)
          select (MethodBase)map.TargetMethods[Array.IndexOf(map.InterfaceMethods, declared)];
}
