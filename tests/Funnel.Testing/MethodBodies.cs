using System.Reflection;
using System.Reflection.Emit;

namespace Funnel.Testing;

/// <summary>Reads the instructions of methods: for tests only, production code reads no IL.</summary>
public static class MethodBodies
{
    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(instruction => instruction.Value);

    /// <summary>The fields and methods that a method's instructions name.</summary>
    public static IEnumerable<MemberInfo> Members(MethodBase method) => References(method).Select(reference => reference.Member);

    /// <summary>The fields and methods that a method's instructions name, each with its instruction.</summary>
    public static IEnumerable<(OpCode Instruction, MemberInfo Member)> References(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            short value = il[at++];
            value = value == 0xFE ? (short)(0xFE00 | il[at++]) : value;
            var instruction = Instructions[value];
            if (instruction.OperandType is OperandType.InlineField or OperandType.InlineMethod)
            {
                yield return (instruction, method.Module.ResolveMember(BitConverter.ToInt32(il, at),
                    method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!);
            }

            at += instruction.OperandType switch
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
