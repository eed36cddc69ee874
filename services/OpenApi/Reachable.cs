using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Funnel.ServiceDefaults;

namespace Funnel.OpenApi;

/// <summary>The refusals that a handler can answer with, read from its code: those that it names, and whatever of ours it calls.</summary>
/// <remarks>
/// A list kept by hand beside each route would be wrong the week after. A refusal is a static field (a test holds that), so
/// that naming one is an instruction which can be found. What is reached through an interface is not looked into.
/// </remarks>
internal static class Reachable
{
    private static readonly ConcurrentDictionary<MethodBase, (IReadOnlyList<Refusal> Named, IReadOnlyList<MethodBase> Called)> Seen = new();
    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(instruction => instruction.Value);

    public static IEnumerable<Refusal> Of(MethodInfo handler)
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

    private static (IReadOnlyList<Refusal> Named, IReadOnlyList<MethodBase> Called) Read(MethodBase method)
    {
        var (named, called) = (new List<Refusal>(), new List<MethodBase>());
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            // What an async method does stands in the machine that the compiler makes of it.
            called.Add(machine.StateMachineType.GetMethod("MoveNext", BindingFlags.NonPublic | BindingFlags.Instance)!);
        }

        foreach (var member in Members(method))
        {
            if (member is FieldInfo { IsStatic: true } field && field.FieldType == typeof(Refusal))
            {
                named.Add((Refusal)field.GetValue(null)!);
            }
            else if (member is MethodBase callee && callee.Module.Assembly.GetName().Name!.StartsWith("Funnel.", StringComparison.Ordinal))
            {
                called.Add(callee);
            }
        }

        return (named, called);
    }

    /// <summary>The fields and methods that a method's instructions name.</summary>
    internal static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            short value = il[at++];
            value = value == 0xFE ? (short)(0xFE00 | il[at++]) : value;
            var operand = Instructions[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod)
            {
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at),
                    method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!;
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }
}
