using System.Reflection;
using Funnel.Sales.Pipeline;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Architecture.Tests;

/// <summary>Rules that keep effects visible: one step closes opportunities, and saving only saves.</summary>
internal static class ClosingRules
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Only <see cref="DealClosing"/> wins or loses an opportunity.</summary>
    public static IEnumerable<string> OnlyDealClosingCloses(Type type) =>
        Outermost(type) == typeof(DealClosing) ? [] : ClosingCalls(type).Select(call => $"{type} calls Opportunity.{call}");

    /// <summary>The calls of Win and Lose in the code of a type.</summary>
    public static IEnumerable<string> ClosingCalls(Type type) =>
        from method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared))
        from member in MethodBodies.Members(method)
        where member is MethodInfo { Name: nameof(Opportunity.Win) or nameof(Opportunity.Lose) }
            && member.DeclaringType == typeof(Opportunity)
        select member.Name;

    /// <summary>A database of a service does not override how changes are saved.</summary>
    public static IEnumerable<string> SavingOnlySaves(Type type) =>
        from method in typeof(DbContext).IsAssignableFrom(type) ? type.GetMethods(Declared) : []
        where method.Name.StartsWith("Save", StringComparison.Ordinal)
        select $"{type}.{method.Name} changes how changes are saved";

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
