using System.ComponentModel.DataAnnotations;

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
