using System.ComponentModel.DataAnnotations;

namespace Funnel.ServiceDefaults;

/// <summary>The limits of every bulk route.</summary>
public static class BulkLimits
{
    /// <summary>The largest number of items in one request.</summary>
    public const int MaxItems = 1000;
}

/// <summary>Many items in one request; each item succeeds or fails alone.</summary>
/// <param name="Items">1 to 1,000 items.</param>
public sealed record BulkRequest<T>([property: Required, MinLength(1), MaxLength(BulkLimits.MaxItems)] IReadOnlyList<T> Items);

/// <summary>The outcome of each item, in the order of the request.</summary>
/// <param name="Done">The number of items that were created or changed.</param>
/// <param name="Unchanged">The number of items that needed no change.</param>
/// <param name="Refused">The number of items that were refused.</param>
/// <param name="Results">The outcome of each item.</param>
public sealed record BulkResponse(int Done, int Unchanged, int Refused, IReadOnlyList<BulkResult> Results)
{
    public static BulkResponse Of(IReadOnlyList<BulkResult> results) => new(
        results.Count(result => result.Outcome == BulkOutcome.Done),
        results.Count(result => result.Outcome == BulkOutcome.Unchanged),
        results.Count(result => result.Outcome == BulkOutcome.Refused), results);
}

/// <summary>The outcome of one item.</summary>
/// <param name="Outcome">Whether the item was done, needed no change, or was refused.</param>
/// <param name="Id">The id of the created or changed record; absent if the item was refused.</param>
/// <param name="Code">The stable code of the refusal.</param>
/// <param name="Detail">The reason of the refusal, for a person to read.</param>
public sealed record BulkResult(BulkOutcome Outcome, Guid? Id, string? Code = null, string? Detail = null)
{
    public static BulkResult Of(Refusal refusal) => new(BulkOutcome.Refused, null, refusal.Code, refusal.Detail ?? refusal.Title);
}

/// <summary>The outcome of one item of a bulk request.</summary>
public enum BulkOutcome
{
    /// <summary>The record was created or changed.</summary>
    Done,

    /// <summary>The record has these values already. Nothing was written.</summary>
    Unchanged,

    /// <summary>The item was refused. The other items are not affected.</summary>
    Refused,
}
