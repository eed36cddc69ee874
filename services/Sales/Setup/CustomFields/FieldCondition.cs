using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <summary>How a condition compares a custom field.</summary>
internal enum FieldOperator
{
    Equals,
    Contains,
    AtLeast,
    AtMost,
    IsEmpty,
    HasValue,
}

/// <summary>A condition on one custom field, such as <c>region:north</c>.</summary>
/// <param name="Code">The code of the field.</param>
/// <param name="Type">The type of the field.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Text">The value as written. Empty for <c>IsEmpty</c> and <c>HasValue</c>.</param>
internal sealed partial record FieldCondition(string Code, CustomFieldType Type, FieldOperator Operator, string Text)
{
    public const int Most = 10;

    public const string Description =
        "A condition on a custom field: `region:north` (equal), `region~nor` (the text contains this, in any case), `seats>=10` and "
            + "`seats<=20` (numbers and dates), `region:` (no value), `region!:` (any value). Several conditions must all hold.";

    private static readonly Refusal Wrong = new("custom-field-filter-wrong", 422, "The filter by custom field is not valid.");

    /// <summary>The value as JSON. Only for a comparison with a value.</summary>
    private JsonNode? Value => Type switch
    {
        CustomFieldType.Number => Number is { } number ? number : null,
        CustomFieldType.Boolean => bool.TryParse(Text, out var isTrue) ? isTrue : null,
        CustomFieldType.Date => DateOnly.TryParseExact(Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? Text : null,
        _ => Text,
    };

    private decimal? Number => decimal.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
        CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <param name="text">Such as <c>region:north</c>.</param>
    /// <param name="find">Returns the custom field in use with a code.</param>
    public static Result<FieldCondition> Read(string text, Func<string, CustomField?> find)
    {
        var match = Parts().Match(text);
        if (!match.Success || find(match.Groups["code"].Value) is not { } field)
        {
            return Wrong.Because(
                $"`field` is '{text}'. A condition is the code of a custom field, a comparison and a value: region:north.");
        }

        var value = match.Groups["value"].Value;
        FieldOperator? comparison = (match.Groups["operator"].Value, value) switch
        {
            (":", "") => FieldOperator.IsEmpty,
            (":", _) => FieldOperator.Equals,
            ("!:", "") => FieldOperator.HasValue,
            ("~", not "") when field.Type is CustomFieldType.Text or CustomFieldType.Choice => FieldOperator.Contains,
            (">=", _) when field.Type is CustomFieldType.Number or CustomFieldType.Date => FieldOperator.AtLeast,
            ("<=", _) when field.Type is CustomFieldType.Number or CustomFieldType.Date => FieldOperator.AtMost,
            _ => null,
        };
        var type = field.Type.ToString().ToLowerInvariant();
        if (comparison is not { } known)
        {
            return Wrong.Because($"`field` is '{text}'. A field of the type {type} has the comparisons {Comparisons(field.Type)}.");
        }

        var condition = new FieldCondition(field.Code, field.Type, known, value);
        return known is FieldOperator.IsEmpty or FieldOperator.HasValue || condition.Value is not null ? condition
            : Wrong.Because($"`field` has the value '{value}', which is not a {type}.");
    }

    /// <summary>Whether the custom values of a record meet the condition, for a query.</summary>
    public Expression<Func<string, bool>> Holds()
    {
        var (code, text) = (Code, Text);
        switch (Operator)
        {
            case FieldOperator.IsEmpty:
                return fields => !EF.Functions.JsonExists(fields, code);
            case FieldOperator.HasValue:
                return fields => EF.Functions.JsonExists(fields, code);
            case FieldOperator.Contains:
                var pattern = $"%{LikePattern.Escape(text)}%";
                return fields => EF.Functions.ILike(FieldFunctions.FieldText(fields, code)!, pattern, "\\");
            case FieldOperator.AtLeast when Number is { } least:
                return fields => FieldFunctions.FieldNumber(fields, code) >= least;
            case FieldOperator.AtMost when Number is { } most:
                return fields => FieldFunctions.FieldNumber(fields, code) <= most;
            case FieldOperator.AtLeast:
                return fields => string.Compare(FieldFunctions.FieldText(fields, code), text) >= 0;
            case FieldOperator.AtMost:
                return fields => string.Compare(FieldFunctions.FieldText(fields, code), text) <= 0;
            default:
                var wanted = new JsonObject { [code] = Value }.ToJsonString();
                return fields => EF.Functions.JsonContains(fields, wanted);
        }
    }

    private static string Comparisons(CustomFieldType type) => type switch
    {
        CustomFieldType.Number or CustomFieldType.Date => "`:`, `>=`, `<=` and `!:`",
        CustomFieldType.Text or CustomFieldType.Choice => "`:`, `~` and `!:`",
        _ => "`:` and `!:`",
    };

    [GeneratedRegex(@"^(?<code>[a-z0-9-]{1,60})(?<operator>!:|:|~|>=|<=)(?<value>[^\x00]{0,1000})$")]
    private static partial Regex Parts();
}
