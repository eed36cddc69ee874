using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <param name="Type">The type of the values: text of up to 1,000 characters, number between -10^15 and 10^15, date, boolean, or
/// choice. Never changes.</param>
/// <param name="IsRequired">A change of custom fields must leave a value in this field, and so must a record that is created by
/// hand.</param>
/// <param name="Choices">The values of a choice, at most 200.</param>
public sealed record DefineCustomFieldRequest(
    [property: Required, MaxLength(CustomField.LabelLength)] string Label, CustomFieldType Type, bool IsRequired = false,
    [property: MaxLength(CustomField.MostChoices)] IReadOnlyList<string>? Choices = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        (Type == CustomFieldType.Choice) != (Choices is { Count: > 0 })
            ? [new("Only a field of the type choice has choices, and it must have at least one.", [nameof(Choices)])]
        : Choices?.Any(choice => string.IsNullOrWhiteSpace(choice) || choice.Length > CustomField.LabelLength) == true
        ? [new("A choice is empty or longer than 200 characters.", [nameof(Choices)])]
        : [];
}

/// <param name="RetiredAt">The time at which the field was retired. Absent while the field is in use.</param>
public sealed record CustomFieldResponse(RecordKind Record, string Code, string Label, CustomFieldType Type, bool IsRequired,
    IReadOnlyList<string> Choices, DateTimeOffset? RetiredAt)
{
    internal static CustomFieldResponse Of(CustomField field) =>
        new(field.Record, field.Code, field.Label, field.Type, field.IsRequired, field.Choices, field.RetiredAt);
}

public sealed record CustomFieldsResponse(IReadOnlyList<CustomFieldResponse> Items);

internal static class DefineCustomField
{
    public static readonly Refusal NotFound = new("custom-field-not-found", 404, "The custom field does not exist.");
    private static readonly Refusal TooMany = new("custom-fields-too-many", 422, "The record type has too many custom fields.");
    private static readonly Refusal TypeFixed = new("custom-field-type-fixed", 422, "The type of a custom field cannot change.");

    public static async Task<Results<Ok<CustomFieldResponse>, Created<CustomFieldResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(CustomField.RecordPattern)] string record,
            [RegularExpression(CustomField.CodePattern), MaxLength(CustomField.CodeLength)] string code,
        DefineCustomFieldRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await Find(db, record, code, cancellation);
        if (known is not null && known.Type != request.Type)
        {
            return TypeFixed.Because(
                $"`type` is '{request.Type.ToString().ToLowerInvariant()}', but the values of '{code}' are of the type "
                    + $"'{known.Type.ToString().ToLowerInvariant()}'.").ToProblem();
        }

        var kind = Enum.Parse<RecordKind>(record, true);
        if (known is not { RetiredAt: null }
            && await db.CustomFields
                .CountAsync(other => other.Record == kind && other.RetiredAt == null, cancellation) >= CustomField.MostOfARecord)
        {
            return TooMany.Because(
                $"There are {CustomField.MostOfARecord} custom fields in use for '{record}', which is the limit. Retire one first.")
                    .ToProblem();
        }

        var field = known ?? CustomField.Define(kind, code, request.Type);
        field.Become(request.Label, request.IsRequired, request.Choices ?? []);
        if (known is null)
        {
            db.Add(field);
        }

        await db.SaveChangesAsync(cancellation);
        return known is null
            ? TypedResults.Created($"/api/sales/v1/custom-fields/{record}/{code}", CustomFieldResponse.Of(field))
            : TypedResults.Ok(CustomFieldResponse.Of(field));
    }

    public static async Task<Results<Ok<CustomFieldResponse>, ProblemHttpResult>> Show(
        [RegularExpression(CustomField.RecordPattern)] string record,
            [RegularExpression(CustomField.CodePattern), MaxLength(CustomField.CodeLength)] string code, SalesDb db,
                CancellationToken cancellation) =>
        await Find(db, record, code, cancellation) is { } field ? TypedResults.Ok(CustomFieldResponse.Of(field)) : NotFound.ToProblem();

    public static async Task<Ok<CustomFieldsResponse>> All(SalesDb db, CancellationToken cancellation)
    {
        var fields = await db.CustomFields.AsNoTracking().OrderBy(field => field.Record).ThenBy(field => field.Code)
            .ToListAsync(cancellation);
        return TypedResults.Ok(new CustomFieldsResponse([.. fields.Select(CustomFieldResponse.Of)]));
    }

    public static ValueTask<CustomField?> Find(SalesDb db, string record, string code, CancellationToken cancellation) =>
        db.CustomFields.FindAsync([Enum.Parse<RecordKind>(record, true), code], cancellation);
}
