using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Funnel.Contracts;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>The rules of the code. Each rule is a function from its subjects to their violations.</summary>
internal static partial class Rules
{
    private static readonly string[] Services = ["Funnel.Marketing", "Funnel.Sales", "Funnel.Insights", "Funnel.Gateway"];

    public static IEnumerable<string> ReferencesNoOtherService(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => Services.Contains(name) && name != assembly.GetName().Name)
            .Select(name => $"{assembly.GetName().Name} references {name}");

    public static IEnumerable<string> ReferencesOnlyTheBaseLibrary(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal))
            .Select(name => $"{assembly.GetName().Name} references {name}");

    /// <summary>Looks at fields, parameters and return types, not into method bodies.</summary>
    public static IEnumerable<string> KnowsNoEventByName(IEnumerable<Type> types) =>
        from type in types
        from used in Signature(type)
        where used.GetCustomAttribute<EventAttribute>() is not null
        select $"{type} knows {used.Name}";

    public static IEnumerable<string> EventIsAFlatPublicSealedRecord(Type type)
    {
        var name = type.GetCustomAttribute<EventAttribute>()!.Type;
        if (!type.IsPublic || !type.IsSealed || type.GetMethod("<Clone>$") is null)
        {
            yield return $"{type} is no public sealed record";
        }

        if (!EventName().IsMatch(name) || !type.Namespace!.EndsWith(name.Split('.')[0], StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{type} is called {name}";
        }

        foreach (var property in type.GetProperties()
            .Where(property => property.PropertyType == typeof(DateTime) || property.PropertyType.IsInterface
                && !property.PropertyType.IsGenericType))
        {
            yield return $"{type}.{property.Name} is a {property.PropertyType.Name}";
        }
    }

    public static IEnumerable<string> QueuesAreUniqueAndNamedByService(IReadOnlyList<Subscription> subscriptions) =>
        subscriptions.GroupBy(subscription => subscription.Queue).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key} is declared twice")
            .Concat(subscriptions.Where(subscription => !QueueName().IsMatch(subscription.Queue))
                .Select(subscription => $"{subscription.Queue} names no service"));

    public static IEnumerable<string> ReactionsAreNamedByTheirFact(IEnumerable<Type> types) =>
        from type in types
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHear<>)
        let fact = contract.GetGenericArguments()[0].Name
        where type.Name != $"When{fact}"
        select $"{type} hears {fact}";

    public static IEnumerable<string> ClassesAreSealed(IEnumerable<Type> types) =>
        types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.Name.Contains('<')
            && type.Name != "Program")
            .Select(type => $"{type} is neither sealed nor abstract");

    /// <summary>OpenAPI merges two nested types that are both called Request into one schema, and validation skips internal ones.</summary>
    public static IEnumerable<string> RequestsAreTopLevelAndPublic(IEnumerable<Type> types) =>
        types.Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal) && (!type.IsPublic || type.Name == "Request"))
            .Select(type => $"{type} is not public at the top level");

    public static IEnumerable<string> NoTypeIsCalledFunnel(IEnumerable<Type> types) =>
        types.Where(type => type.Name == "Funnel" || type.Namespace?.Split('.').Skip(1).Contains("Funnel") == true)
            .Select(type => $"{type}");

    public static IEnumerable<string> FoldersAreTwoDeepAndSpeakTheField(string service) =>
        from folder in Directory.EnumerateDirectories(service, "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(service, folder)
        where !path.StartsWith("bin", StringComparison.Ordinal) && !path.StartsWith("obj", StringComparison.Ordinal)
        where (path.Count(character => character == Path.DirectorySeparatorChar) > 1 && Directory.EnumerateFiles(folder, "*.cs").Any())
            || EmptyWord().IsMatch(Path.GetFileName(path))
        select path;

    public static IEnumerable<string> FilesStayReadable(string folder, int lines) =>
        from file in SourceFiles(folder)
        let length = File.ReadLines(file).Count()
        where length > lines
        select $"{Path.GetFileName(file)} has {length} lines";

    public static IEnumerable<string> CodesAreKebabCaseAndMeanOneThing(IEnumerable<Refusal> refusals) =>
        refusals.GroupBy(refusal => (refusal.Code, refusal.Status))
            .Where(same => !KebabCase().IsMatch(same.Key.Code) || same.Select(refusal => refusal.Title).Distinct().Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(" / ", same.Select(refusal => refusal.Title).Distinct())}");

    /// <summary>Static fields can be found by the table of problems. <see cref="Refusal.Because"/> adds a detail.</summary>
    public static IEnumerable<string> RefusalsAreStaticFields(IEnumerable<Type> types)
    {
        const BindingFlags all =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return from type in types
               where type != typeof(Refusal)
               from method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all).Where(made => !made.IsStatic))
               where MethodBodies.Members(method).Any(member => member is ConstructorInfo && member.DeclaringType == typeof(Refusal))
               select $"{type}.{method.Name} makes a refusal";
    }

    /// <summary>
    /// A pattern accepts an empty text without a check, so an optional text with a pattern must say whether it may be empty.
    /// </summary>
    public static IEnumerable<string> PatternsMindEmptyText(IEnumerable<Type> types)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return types.SelectMany(type => type.GetMethods(all).SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.IsOptional)
                .Select(parameter =>
                    (Where: $"{type}.{parameter.Member.Name} {parameter.Name}",
                        Attributes: parameter.GetCustomAttributes<ValidationAttribute>().ToList()))
                .Concat(type.GetProperties()
                    .Select(property =>
                        (Where: $"{type}.{property.Name}", Attributes: property.GetCustomAttributes<ValidationAttribute>().ToList()))))
            .Where(one => one.Attributes.OfType<RegularExpressionAttribute>().Any(form => !Regex.IsMatch("", form.Pattern))
                && one.Attributes.TrueForAll(other => other is RegularExpressionAttribute || other.IsValid("")))
            .Select(one => one.Where);
    }

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !GeneratedPath().IsMatch(file));

    private static IEnumerable<Type> Signature(Type type)
    {
        const BindingFlags all =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetFields(all).Select(field => field.FieldType)
            .Concat(type.GetMethods(all)
                .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
            .SelectMany(used => used.IsGenericType ? used.GetGenericArguments().Append(used) : [used]);
    }

    [GeneratedRegex(@"^(marketing|sales|insights)\.[a-z-]+\.[a-z-]+\.v[1-9]$")]
    private static partial Regex EventName();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex(@"^(marketing|sales|insights)\.[a-z0-9-]+$")]
    private static partial Regex QueueName();

    [GeneratedRegex("^(Common|Helpers?|Utils?|Utilities|Managers?|Services?|Models?|Dtos?|Funnel)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"[\\/](bin|obj|Migrations)[\\/]")]
    private static partial Regex GeneratedPath();
}
