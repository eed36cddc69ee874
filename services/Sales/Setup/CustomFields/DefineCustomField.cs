using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <param name="Type">What its values are: text of up to 1,000 characters, a number of at most 10^15 either way, a date, true or false, one of several choices. Never changes.</param>
/// <param name="IsRequired">Whoever changes a record's custom fields leaves it with a value, and so does who makes a record by hand.</param>
/// <param name="Choices">Of a choice: what there is to choose from, 200 at the most.</param>
public sealed record DefineCustomFieldRequest(
    [property: Required, MaxLength(CustomField.LabelLength)] string Label, CustomFieldType Type, bool IsRequired = false,
    [property: MaxLength(CustomField.MostChoices)] IReadOnlyList<string>? Choices = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        (Type == CustomFieldType.Choice) != (Choices is { Count: > 0 }) ? [new("A choice has choices, and nothing else has.", [nameof(Choices)])]
        : Choices?.Any(choice => string.IsNullOrWhiteSpace(choice) || choice.Length > CustomField.LabelLength) == true ? [new("A choice is empty or longer than 200 characters.", [nameof(Choices)])]
        : [];
}

/// <param name="RetiredAt">Since when it takes no values any more; absent while it does.</param>
public sealed record CustomFieldResponse(RecordKind Record, string Code, string Label, CustomFieldType Type, bool IsRequired, IReadOnlyList<string> Choices, DateTimeOffset? RetiredAt)
{
    internal static CustomFieldResponse Of(CustomField field) => new(field.Record, field.Code, field.Label, field.Type, field.IsRequired, field.Choices, field.RetiredAt);
}

public sealed record CustomFieldsResponse(IReadOnlyList<CustomFieldResponse> Items);

internal static class DefineCustomField
{
    public static readonly Refusal NotFound = new("custom-field-not-found", 404, "There is no such custom field.");
    private static readonly Refusal TooMany = new("custom-fields-too-many", 422, "A kind of record has 100 custom fields in use at the most.");
    private static readonly Refusal TypeFixed = new("custom-field-type-fixed", 422, "A custom field does not become another type: its values are of it.");

    public static async Task<Results<Ok<CustomFieldResponse>, Created<CustomFieldResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(CustomField.RecordPattern)] string record, [RegularExpression(CustomField.CodePattern), MaxLength(CustomField.CodeLength)] string code,
        DefineCustomFieldRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await Find(db, record, code, cancellation);
        if (known is not null && known.Type != request.Type)
        {
            return TypeFixed.Because($"'{code}' is a {known.Type.ToString().ToLowerInvariant()}.").ToProblem();
        }

        var kind = Enum.Parse<RecordKind>(record, true);
        if (known is not { RetiredAt: null } && await db.CustomFields.CountAsync(other => other.Record == kind && other.RetiredAt == null, cancellation) >= CustomField.MostOfARecord)
        {
            return TooMany.ToProblem();
        }

        var field = known ?? CustomField.Define(kind, code, request.Type);
        field.Become(request.Label, request.IsRequired, request.Choices ?? []);
        if (known is null)
        {
            db.Add(field);
        }

        await db.SaveChangesAsync(cancellation);
        return known is null ? TypedResults.Created($"/api/sales/v1/custom-fields/{record}/{code}", CustomFieldResponse.Of(field)) : TypedResults.Ok(CustomFieldResponse.Of(field));
    }

    public static async Task<Results<Ok<CustomFieldResponse>, ProblemHttpResult>> Show(
        [RegularExpression(CustomField.RecordPattern)] string record, [RegularExpression(CustomField.CodePattern), MaxLength(CustomField.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await Find(db, record, code, cancellation) is { } field ? TypedResults.Ok(CustomFieldResponse.Of(field)) : NotFound.ToProblem();

    public static async Task<Ok<CustomFieldsResponse>> All(SalesDb db, CancellationToken cancellation)
    {
        var fields = await db.CustomFields.AsNoTracking().OrderBy(field => field.Record).ThenBy(field => field.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new CustomFieldsResponse([.. fields.Select(CustomFieldResponse.Of)]));
    }

    public static ValueTask<CustomField?> Find(SalesDb db, string record, string code, CancellationToken cancellation) =>
        db.CustomFields.FindAsync([Enum.Parse<RecordKind>(record, true), code], cancellation);
}
