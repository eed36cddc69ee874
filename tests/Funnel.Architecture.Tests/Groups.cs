using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace Funnel.Architecture.Tests;

/// <summary>The groups of a service in their order, and the namespaces that each holds.</summary>
/// <remarks>
/// A folder <c>services/Sales/Selling/Pipeline</c> is the feature <c>Pipeline</c> of the group <c>Selling</c>, with the namespace
/// <c>Funnel.Sales.Pipeline</c>. Types of the service's own namespace, <c>Funnel.Sales</c>, stand above all groups.
/// </remarks>
internal sealed partial class Groups
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(instruction => instruction.Value);

    private readonly string root;
    private readonly IReadOnlyList<string> order;
    private readonly Dictionary<string, int> places;
    private readonly HashSet<string> knowsAll;

    /// <param name="root">The service's own namespace.</param>
    /// <param name="order">A group uses only itself and the groups before it.</param>
    /// <param name="features">The features of each group, by the last word of their namespaces.</param>
    /// <param name="knowsAll">Types of the root that may use every group.</param>
    public Groups(string root, IReadOnlyList<string> order, IEnumerable<(string Group, string Feature)> features, params string[] knowsAll)
    {
        (this.root, this.order, this.knowsAll) = (root, order, [.. knowsAll]);
        places = features.ToDictionary(one => $"{root}.{one.Feature}", one => order.ToList().IndexOf(one.Group));
        places.Add(root, -1);
    }

    /// <summary>The features as the folders of a service hold them.</summary>
    public static IEnumerable<(string Group, string Feature)> FeaturesOf(string folder, IEnumerable<string> order) =>
        order.Where(group => Directory.Exists(Path.Combine(folder, group)))
            .SelectMany(group => Directory.EnumerateDirectories(Path.Combine(folder, group))
                .Select(feature => (group, Path.GetFileName(feature))));

    /// <summary>Folders with code that belong to no group of the list.</summary>
    public static IEnumerable<string> UnlistedFolders(string folder, IEnumerable<string> order) =>
        Directory.EnumerateDirectories(folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => name is not ("bin" or "obj" or "Migrations" or "Properties" or "Schema"))
            .Except(order)
            .Where(name => Directory.EnumerateFiles(Path.Combine(folder, name), "*.cs", SearchOption.AllDirectories).Any());

    /// <summary>Uses of types in groups below, by a signature, an attribute or a method body.</summary>
    public IEnumerable<string> UsesOfGroupsBelow(IEnumerable<Type> types) =>
        (from type in types
         let user = Owner(type)
         where !knowsAll.Contains(user.Name) && PlaceOf(user) is not null
         from used in UsedBy(type).SelectMany(Parts).Select(Owner).Distinct()
         where PlaceOf(used) > PlaceOf(user) && !knowsAll.Contains(used.Name)
         select $"{GroupOf(user)} uses {GroupOf(used)}: {user.Name} uses {used.Name}").Distinct().Order(StringComparer.Ordinal);

    /// <summary>Imports of groups below. They show uses that leave no trace in the compiled code, such as constants.</summary>
    public IEnumerable<string> ImportsOfGroupsBelow(IEnumerable<string> files) =>
        from file in files
        let code = File.ReadAllText(file)
        let user = Namespace().Match(code).Groups[1].Value
        where places.ContainsKey(user) && !knowsAll.Contains(Path.GetFileName(file).Split('.')[0])
        from Match import in Import().Matches(code)
        let used = import.Groups[1].Value
        where places.ContainsKey(used) && places[used] > places[user]
        select $"{Name(places[user])} imports {Name(places[used])}: {Path.GetFileName(file)} imports {used}";

    private int? PlaceOf(Type type) => type.Namespace is { } name && places.TryGetValue(name, out var place) ? place : null;

    private string GroupOf(Type type) => Name(PlaceOf(type)!.Value);

    private string Name(int place) => place < 0 ? root : order[place];

    /// <summary>The type that the source code belongs to. The compiler makes extra types for lambdas and async methods.</summary>
    private static Type Owner(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<Type> UsedBy(Type type) =>
        type.GetInterfaces().Append(type.BaseType).OfType<Type>()
            .Concat(Attributes(type.GetCustomAttributesData()))
            .Concat(type.GetFields(All).Select(field => field.FieldType))
            .Concat(type.GetProperties(All).SelectMany(property => Attributes(property.GetCustomAttributesData())))
            .Concat(type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).SelectMany(UsedBy));

    private static IEnumerable<Type> UsedBy(MethodBase method) =>
        Signature(method).Concat(method.GetParameters().SelectMany(parameter => Attributes(parameter.GetCustomAttributesData())))
            .Concat(method.GetMethodBody()?.LocalVariables.Select(variable => variable.LocalType) ?? [])
            .Concat(Members(method).SelectMany(member => member switch
            {
                Type used => [used],
                FieldInfo field => [field.FieldType, field.DeclaringType!],
                MethodBase called => Signature(called).Append(called.DeclaringType!),
                _ => [],
            }));

    private static IEnumerable<Type> Signature(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType)
            .Concat(method is MethodInfo returning ? [returning.ReturnType] : [])
            .Concat(method.IsGenericMethod ? method.GetGenericArguments() : []);

    private static IEnumerable<Type> Attributes(IEnumerable<CustomAttributeData> attributes) =>
        attributes.SelectMany(attribute => attribute.ConstructorArguments
            .Select(argument => argument.Value as Type ?? argument.ArgumentType)
            .Append(attribute.AttributeType));

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];

    /// <summary>The types, fields and methods that a method's instructions name.</summary>
    private static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            short value = il[at++];
            value = value == 0xFE ? (short)(0xFE00 | il[at++]) : value;
            var operand = Instructions[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
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

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:\w+ = )?(Funnel\.\w+\.\w+)", RegexOptions.Multiline)]
    private static partial Regex Import();
}
