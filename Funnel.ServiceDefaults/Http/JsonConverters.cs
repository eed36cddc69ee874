using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Funnel.Values;

namespace Funnel.ServiceDefaults;

/// <summary>Refuses control characters: PostgreSQL cannot store a NUL, and no name or note needs an escape sequence.</summary>
internal sealed class CleanTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        foreach (var character in text.AsSpan())
        {
            if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
            {
                throw new JsonException("The text contains control characters. Tabs and line ends are accepted.");
            }
        }

        return text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Accepts only times with a zone, and converts them to UTC, the only zone that is stored.</summary>
internal sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!Rfc3339.TryReadTime(reader.GetString(), out var time))
        {
            throw new JsonException("The value is no RFC 3339 time with a zone. An accepted value is 2026-01-31T09:30:00Z.");
        }

        return time.ToUniversalTime();
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}

/// <summary>Reads days. Some systems send a time instead of a day. Then the day is the date that is written, whatever the offset.</summary>
internal sealed class DayConverter : JsonConverter<DateOnly>
{
    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rfc3339.TryReadDay(reader.GetString(), out var day)
            ? day
            : throw new JsonException("The value is no day. An accepted value is 2026-01-31.");

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture));
}
