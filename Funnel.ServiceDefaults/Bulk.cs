using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

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
#pragma warning disable ASP0029 // The validation that minimal APIs run for whole requests; its API is new.
public sealed class ItemValidation(IOptions<ValidationOptions> options, IServiceProvider services)
{
    private static readonly Refusal Failed = new("validation-failed", 400, "One or more validation errors occurred.");

    /// <returns>Why each item is refused, or null, in their order.</returns>
    public async Task<IReadOnlyList<Refusal?>> Check<T>(IReadOnlyList<T> items, CancellationToken cancellation) where T : class
    {
        var faults = new Refusal?[items.Count];
        for (var at = 0; at < faults.Length; at++)
        {
            faults[at] = items[at] is null ? Failed.Because("The item is null.") : await Check(items[at], cancellation);
        }

        return faults;
    }

    /// <summary>The number of items is still the whole request's affair.</summary>
    public static Refusal? CountFault<T>(BulkRequest<T> request) =>
        request.Items.Count is >= 1 and <= Bulk.Largest ? null : Failed.Because($"items: 1 to {Bulk.Largest} of them, not {request.Items.Count}.");

    private async Task<Refusal?> Check(object item, CancellationToken cancellation)
    {
        if (!options.Value.TryGetValidatableTypeInfo(item.GetType(), out var type))
        {
            throw new InvalidOperationException($"{item.GetType()} has no validation: call AddValidation in the service's own Program.");
        }

        var context = new ValidateContext { ValidationOptions = options.Value, ValidationContext = new(item, services, null) };
        await type.ValidateAsync(item, context, cancellation);
        return context.ValidationErrors is { Count: > 0 } errors
            ? Failed.Because(string.Join(" ", errors.Select(error => $"{Problems.JsonPath(error.Key)}: {string.Join(" ", error.Value)}")))
            : null;
    }
}
#pragma warning restore ASP0029
