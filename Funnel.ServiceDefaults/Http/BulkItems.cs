using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Funnel.ServiceDefaults;

/// <summary>Validates one item of a bulk request alone, so that a wrong item refuses no other.</summary>
/// <remarks>
/// Reads the same attributes as the framework's validation, which takes 50 µs for an item and would be half the cost of a
/// bulk route. It supports attributes that look at one value alone, and <see cref="IValidatableObject"/>.
/// </remarks>
internal static class BulkItems
{
    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    /// <summary>Checks one item against the attributes of its type.</summary>
    public static Result CheckItem(object? item)
    {
        if (item is null)
        {
            return HttpRefusals.ValidationFailed.Because("The item is null.");
        }

        var faults = new List<string>();
        Look(item, "", faults);
        return faults.Count == 0 ? Result.Done : HttpRefusals.ValidationFailed.Because(string.Join(' ', faults));
    }

    private static void Look(object thing, string path, List<string> faults)
    {
        foreach (var (property, name, rules, isOurs) in Known.GetOrAdd(thing.GetType(), Members))
        {
            var value = property.GetValue(thing);
            faults.AddRange(rules.Where(rule => !rule.IsValid(value)).Select(rule => $"{path}{name}: {rule.FormatErrorMessage(name)}"));
            if (isOurs && value is IEnumerable list)
            {
                var at = 0;
                foreach (var item in list.OfType<object>())
                {
                    Look(item, $"{path}{name}[{at++}].", faults);
                }
            }
            else if (isOurs && value is not null)
            {
                Look(value, $"{path}{name}.", faults);
            }
        }

        if (thing is IValidatableObject whole)
        {
            faults.AddRange(whole.Validate(new ValidationContext(thing)).Select(fault => $"{path}{fault.ErrorMessage}"));
        }
    }

    private static Member[] Members(Type type) =>
        [.. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.GetIndexParameters().Length == 0
            let rules = property.GetCustomAttributes<ValidationAttribute>(inherit: true).ToArray()
            let isOurs = IsOurs(property.PropertyType)
                || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericArguments().Any(IsOurs))
            where rules.Length > 0 || isOurs
            select new Member(property, JsonNamingPolicy.CamelCase.ConvertName(property.Name), rules, isOurs)];

    private static bool IsOurs(Type type) => type.IsClass && type.Namespace?.StartsWith("Funnel.", StringComparison.Ordinal) == true;

    private sealed record Member(PropertyInfo Property, string Name, ValidationAttribute[] Rules, bool IsOurs);
}
