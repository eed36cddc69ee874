using System.Reflection;
using System.Runtime.CompilerServices;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Architecture.Tests;

/// <summary>Rules of visible effects: one result shape, saves that only save, no service locator, lines that fit a screen.</summary>
internal static partial class Rules
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] MayReturnRefusals = [typeof(Refusal), typeof(Result), typeof(Result<>), typeof(HttpRefusals)];

    /// <summary>A method that can refuse returns <see cref="Result"/> or <see cref="Result{T}"/>.</summary>
    public static IEnumerable<string> ReturnsNoRefusal(IEnumerable<Type> types) =>
        from type in types
        where !MayReturnRefusals.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type)
            && !type.Name.EndsWith("Refusals", StringComparison.Ordinal)
        from method in type.GetMethods(Declared)
        where IsWrittenByHand(method) && CarriesRefusal(method.ReturnType)
        select $"{type}.{method.Name} returns {method.ReturnType}";

    /// <summary>So that the use case shows every effect: an override of a save hides some.</summary>
    public static IEnumerable<string> SavesOnlyInTheBaseContext(IEnumerable<Type> types) =>
        from type in types
        where type != typeof(MessagingDb) && type.FullName != "Funnel.ServiceDefaults.AuditTrail"
        where type.IsSubclassOf(typeof(DbContext)) || typeof(ISaveChangesInterceptor).IsAssignableFrom(type)
        from method in type.GetMethods(Declared)
        where method.IsVirtual
            && method.Name is "SaveChanges" or "SaveChangesAsync" or "SavingChanges" or "SavingChangesAsync" or "SavedChangesAsync"
        select $"{type}.{method.Name} does more than save";

    /// <summary>A use case names what it needs as parameters.</summary>
    public static IEnumerable<string> UseCasesAskNoServiceProvider(IEnumerable<Type> types) =>
        from type in types
        where !type.Name.EndsWith("Endpoints", StringComparison.Ordinal) && type.GetMethods(Declared)
            .Any(method => IsAnswer(method.ReturnType))
        from inside in type.GetNestedTypes(Declared).Append(type)
        from method in inside.GetMethods(Declared)
        where MethodBodies.Members(method).Any(member => member.DeclaringType == typeof(ServiceProviderServiceExtensions)
            || member is MethodInfo { Name: "get_RequestServices" } || (member.DeclaringType == typeof(IServiceProvider)))
        select $"{type}.{method.Name} looks up a service";

    private const string TestFile = "Tests.cs";

    public static IEnumerable<string> LinesFit(string folder, int columns) =>
        from file in SourceFiles(folder)
        from line in File.ReadLines(file).Select((text, at) => (Text: text, Number: at + 1))
        where line.Text.Length > columns
        select $"{Path.GetRelativePath(folder, file)}:{line.Number} has {line.Text.Length} columns";

    /// <summary>
    /// A test file below the root of a test project tests the production file of its name. A test of a theme that no single file
    /// has is at the root.
    /// </summary>
    public static IEnumerable<string> TestsMirrorProduction(string tests, string production)
    {
        var files = SourceFiles(production).Select(file => Path.GetRelativePath(production, file)).ToHashSet(StringComparer.Ordinal);
        return from file in SourceFiles(tests)
            let path = Path.GetRelativePath(tests, file)
            where path.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && path.EndsWith(TestFile, StringComparison.Ordinal)
                && !files.Contains(path[..^TestFile.Length] + ".cs")
            select $"{path} has no file {path[..^TestFile.Length]}.cs in {Path.GetFileName(production)}";
    }

    private static bool IsAnswer(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)
        ? IsAnswer(type.GetGenericArguments()[0])
        : typeof(IResult).IsAssignableFrom(type);

    private static bool IsWrittenByHand(MethodInfo method) =>
        !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute))
        && (!method.Name.Contains('<', StringComparison.Ordinal) || method.Name.Contains("g__", StringComparison.Ordinal));

    private static bool CarriesRefusal(Type returned)
    {
        var type = returned;
        while (type.IsGenericType && type.GetGenericTypeDefinition() is var open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(Nullable<>)))
        {
            type = type.GetGenericArguments()[0];
        }

        if (type == typeof(Refusal))
        {
            return true;
        }

        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return type.GetGenericArguments().Any(CarriesRefusal);
        }

        return type.Namespace?.StartsWith("Funnel.", StringComparison.Ordinal) == true
            && !MayReturnRefusals.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type)
            && type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Any(property => property.PropertyType == typeof(Refusal));
    }
}
