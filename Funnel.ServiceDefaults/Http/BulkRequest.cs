using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.ServiceDefaults;

/// <summary>Limits of every bulk route.</summary>
public static class BulkLimits
{
    /// <summary>Items in one request at the most.</summary>
    public const int MaxItems = 1000;
}

/// <summary>Many items at once; each stands alone.</summary>
public sealed record BulkRequest<T>([property: Required, MinLength(1), MaxLength(BulkLimits.MaxItems)] IReadOnlyList<T> Items) : IValidatableObject, IEndpointParameterMetadataProvider
{
    /// <summary>A route that takes many at once takes a larger body.</summary>
    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new RequestSizeLimitAttribute(BodyLimits.Bulk));

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
