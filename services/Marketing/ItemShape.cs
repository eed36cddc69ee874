using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing;

/// <summary>
/// Checks the shape of each item alone, so that a wrong one harms no other: for routes with <c>DisableValidation()</c>,
/// without which a request with a wrong item is refused as a whole.
/// </summary>
/// <remarks>
/// Reads the same attributes as the framework's validation, which takes 50 µs an item and would be half the cost of a
/// bulk route. Knows attributes that look at their value alone, and no <see cref="IValidatableObject"/>.
/// </remarks>
internal static class ItemShape
{
    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    /// <summary>The number of items is still the whole request's affair.</summary>
    public static Refusal? CountFault<T>(BulkRequest<T> request) =>
        request.Items.Count is >= 1 and <= BulkLimits.MaxItems ? null : HttpRefusals.ValidationFailed.Because($"items: 1 to {BulkLimits.MaxItems} of them, not {request.Items.Count}.");

    /// <returns>Why the item is refused, or null.</returns>
    public static Refusal? Fault(object? item)
    {
        if (item is null)
        {
            return HttpRefusals.ValidationFailed.Because("The item is null.");
        }

        var faults = new List<string>();
        Look(item, "", faults);
        return faults.Count == 0 ? null : HttpRefusals.ValidationFailed.Because(string.Join(' ', faults));
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
    }

    private static Member[] Members(Type type) =>
        [.. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.GetIndexParameters().Length == 0
            let rules = property.GetCustomAttributes<ValidationAttribute>(inherit: true).ToArray()
            let isOurs = IsOurs(property.PropertyType) || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericArguments().Any(IsOurs))
            where rules.Length > 0 || isOurs
            select new Member(property, JsonNamingPolicy.CamelCase.ConvertName(property.Name), rules, isOurs)];

    private static bool IsOurs(Type type) => type.IsClass && type.Namespace?.StartsWith("Funnel.", StringComparison.Ordinal) == true;

    private sealed record Member(PropertyInfo Property, string Name, ValidationAttribute[] Rules, bool IsOurs);
}
