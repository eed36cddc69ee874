using System.Globalization;
using System.Text.Json;
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

/// <summary>What this team keeps of an opportunity besides what everybody does. A retired one keeps its values.</summary>
internal sealed class CustomField : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int LabelLength = 200;
    public const int TextLength = 1000;
    public const int MostChoices = 200;
    public const decimal LargestNumber = 1_000_000_000_000_000m;

    private static readonly Refusal WrongValue = new("custom-field-value-wrong", 422, "The value does not fit the custom field.");

    private CustomField()
    {
    }

    /// <summary>Kebab-case; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Label { get; private set; } = "";

    /// <summary>Never changes: the values that are there are of it.</summary>
    public CustomFieldType Type { get; private init; }

    public bool IsRequired { get; private set; }

    public List<string> Choices { get; private set; } = [];

    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static CustomField Define(string code, CustomFieldType type) => new() { Code = code, Type = type };

    /// <summary>Back in use where it was retired.</summary>
    public void Become(string label, bool isRequired, IReadOnlyList<string> choices) =>
        (Label, IsRequired, Choices, RetiredAt, Version) = (label, isRequired, [.. choices], null, Version + 1);

    public void Retire(DateTimeOffset now) => (Version, RetiredAt) = (RetiredAt is null ? Version + 1 : Version, RetiredAt ?? now);

    /// <returns>Why the value does not fit, or null.</returns>
    public Refusal? Refuse(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        var fits = Type switch
        {
            CustomFieldType.Text => text is { Length: > 0 and <= TextLength } && !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')),
            CustomFieldType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && Math.Abs(number) <= LargestNumber,
            CustomFieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            CustomFieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => text is not null && Choices.Contains(text),
        };
        return fits ? null : WrongValue.Because(Type == CustomFieldType.Choice ? $"'{Code}' is one of {string.Join(", ", Choices)}." : $"'{Code}' is a {Type.ToString().ToLowerInvariant()}.");
    }
}

internal sealed class CustomFieldMapping : IEntityTypeConfiguration<CustomField>
{
    public void Configure(EntityTypeBuilder<CustomField> builder)
    {
        builder.ToTable("custom_fields");
        builder.HasKey(field => field.Code);
        builder.Property(field => field.Code).HasMaxLength(CustomField.CodeLength);
        builder.Property(field => field.Label).HasMaxLength(CustomField.LabelLength);
        builder.Property(field => field.Type).HasConversion<string>().HasMaxLength(20);
        builder.Property(field => field.Version).IsConcurrencyToken();
    }
}
