using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Funnel.ServiceDefaults;

/// <summary>Limits of every bulk route.</summary>
public static class Bulk
{
    /// <summary>Items in one request at the most.</summary>
    public const int Largest = 1000;
}

/// <summary>Many items at once; each stands alone.</summary>
public sealed record BulkRequest<T>([property: Required, MinLength(1), MaxLength(Bulk.Largest)] IReadOnlyList<T> Items) : IValidatableObject
{
    /// <summary>JSON's <c>null</c> passes for an item of any type.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Items.Any(item => item is null) ? [new("An item is null.", [nameof(Items)])] : [];
}

/// <summary>What became of each item, in the order of the request: a refused one harms no other.</summary>
public sealed record BulkResponse(int Done, int Unchanged, int Refused, IReadOnlyList<BulkResult> Results)
{
    public static BulkResponse Of(IReadOnlyList<BulkResult> results) => new(
        results.Count(result => result.Outcome == BulkOutcome.Done),
        results.Count(result => result.Outcome == BulkOutcome.Unchanged),
        results.Count(result => result.Outcome == BulkOutcome.Refused), results);
}

/// <param name="Id">What was created or changed; absent where the item was refused.</param>
/// <param name="Code">The refusal's stable code.</param>
public sealed record BulkResult(BulkOutcome Outcome, Guid? Id, string? Code = null, string? Detail = null)
{
    public static BulkResult Of(Refusal refusal) => new(BulkOutcome.Refused, null, refusal.Code, refusal.Detail ?? refusal.Title);
}

public enum BulkOutcome
{
    Done,

    /// <summary>It was already so; nothing was written.</summary>
    Unchanged,
    Refused,
}

/// <summary>
/// Checks the shape of each item alone, so that a wrong one harms no other: for routes with <c>DisableValidation()</c>,
/// without which a request with a wrong item is refused as a whole.
/// </summary>
/// <remarks>
/// Reads the same attributes as the framework's validation, which takes 50 µs an item and would be half the cost of a
/// bulk route. Knows attributes that look at their value alone, and no <see cref="IValidatableObject"/>.
/// </remarks>
public static class ItemShape
{
    private static readonly Refusal Failed = new("validation-failed", 400, "One or more validation errors occurred.");
    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    /// <summary>The number of items is still the whole request's affair.</summary>
    public static Refusal? CountFault<T>(BulkRequest<T> request) =>
        request.Items.Count is >= 1 and <= Bulk.Largest ? null : Failed.Because($"items: 1 to {Bulk.Largest} of them, not {request.Items.Count}.");

    /// <returns>Why the item is refused, or null.</returns>
    public static Refusal? Fault(object? item)
    {
        if (item is null)
        {
            return Failed.Because("The item is null.");
        }

        var faults = new List<string>();
        Look(item, "", faults);
        return faults.Count == 0 ? null : Failed.Because(string.Join(' ', faults));
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

/// <summary>One page of a list, newest first.</summary>
/// <param name="Next">Pass it as <c>after</c> for the next page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, Guid? Next)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 200;
}

/// <summary>Keyset paging by time-ordered id: a page is the same whatever was written since the first one.</summary>
public static class Page
{
    /// <param name="items">One item more than <paramref name="limit"/> was asked for, if there are that many.</param>
    public static Page<T> Of<T>(List<T> items, int limit, Func<T, Guid> id)
    {
        if (items.Count <= limit)
        {
            return new(items, null);
        }

        items.RemoveRange(limit, items.Count - limit);
        return new(items, id(items[^1]));
    }
}
