using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.CustomFields;

public enum CustomFieldType
{
    Text,
    Number,
    Date,
    Boolean,
    Choice,
}

/// <summary>A field that the team adds to opportunities, accounts or contacts. A retired field keeps its values.</summary>
internal sealed class CustomField : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int LabelLength = 200;
    public const int TextLength = 1000;
    public const int MostChoices = 200;
    public const int MostOfARecord = 100;
    public const string RecordPattern = "^(opportunity|account|contact)$";
    public const decimal LargestNumber = 1_000_000_000_000_000m;

    private static readonly Refusal WrongValue = new("custom-field-value-wrong", 422, "The value does not fit the custom field.");

    private CustomField()
    {
    }

    /// <summary>The kind of record that has the field: opportunity, account or contact.</summary>
    public RecordKind Record { get; private init; }

    /// <summary>Kebab-case, unique for the kind of record. Never changes.</summary>
    public string Code { get; private init; } = "";

    public string Label { get; private set; } = "";

    /// <summary>Never changes, because the stored values have this type.</summary>
    public CustomFieldType Type { get; private init; }

    public bool IsRequired { get; private set; }

    public List<string> Choices { get; private set; } = [];

    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static CustomField Define(RecordKind record, string code, CustomFieldType type) =>
        new() { Record = record, Code = code, Type = type };

    /// <summary>Redefines the field. A retired field comes back into use.</summary>
    public void Become(string label, bool isRequired, IReadOnlyList<string> choices) =>
        (Label, IsRequired, Choices, RetiredAt, Version) = (label, isRequired, [.. choices], null, Version + 1);

    public void Retire(DateTimeOffset now) => (Version, RetiredAt) = (RetiredAt is null ? Version + 1 : Version, RetiredAt ?? now);

    /// <returns>The value in the form in which it is stored.</returns>
    public Result<JsonValue> Read(JsonElement value)
    {
        var kept = (Type, value.ValueKind) switch
        {
            (CustomFieldType.Number, JsonValueKind.Number) when value.TryGetDecimal(out var number) && Math.Abs(number) <= LargestNumber =>
                JsonValue.Create(number),
            (CustomFieldType.Boolean, JsonValueKind.True or JsonValueKind.False) => JsonValue.Create(value.GetBoolean()),
            (_, JsonValueKind.String) when Text(value) is { } written && Read(written) is { } text => JsonValue.Create(text),
            _ => null,
        };
        return kept is not null ? kept
            : WrongValue.Because($"The field '{Code}' cannot be {Shown(value)}. " + (Type == CustomFieldType.Choice
                ? $"Its choices are: {string.Join(", ", Choices)}."
                : $"It takes a {Type.ToString().ToLowerInvariant()}."));
    }

    /// <summary>The value as it was sent, if it is short.</summary>
    private static string Shown(JsonElement value) => value.GetRawText() is var text && text.Length <= 100 ? text : $"{text[..100]}…";

    /// <returns>Null if an escape is half of a surrogate pair. Such text cannot be stored.</returns>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string? Read(string text) => Type switch
    {
        CustomFieldType.Text =>
            text is { Length: > 0 and <= TextLength }
                && !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')) ? text : null,
        CustomFieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : null,
        CustomFieldType.Choice => Choices.Contains(text) ? text : null,
        _ => null,
    };
}

internal sealed class CustomFieldMapping : IEntityTypeConfiguration<CustomField>
{
    public void Configure(EntityTypeBuilder<CustomField> builder)
    {
        builder.ToTable("custom_fields");
        builder.HasKey(field => new { field.Record, field.Code });
        builder.Property(field => field.Record).HasConversion<string>().HasMaxLength(20);
        builder.Property(field => field.Code).HasMaxLength(CustomField.CodeLength);
        builder.Property(field => field.Label).HasMaxLength(CustomField.LabelLength);
        builder.Property(field => field.Type).HasConversion<string>().HasMaxLength(20);
        builder.Property(field => field.Version).IsConcurrencyToken();
    }
}
