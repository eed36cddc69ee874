using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Funnel.Messaging;

/// <summary>Reads and writes CloudEvents 1.0 as structured JSON, the format of the bus and of the journal.</summary>
public static class CloudEventJson
{
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The format of the data of an event: camel case, absent instead of null, enums by name.</summary>
    public static readonly JsonSerializerOptions Data = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new TolerantEnumConverter() },
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    public static string Write(CloudEvent @event)
    {
        var buffer = scratch ??= new ArrayBufferWriter<byte>(2048);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", @event.Id);
            json.WriteString("source", @event.Source);
            json.WriteString("type", @event.Type);
            json.WriteString("time", @event.Time.UtcDateTime);
            json.WriteString("subject", @event.Subject);
            // The sequence extension asks for a string that sorts like the number.
            json.WriteString("sequence", @event.Sequence.ToString("D10", CultureInfo.InvariantCulture));
            json.WriteString("recordedtime", @event.RecordedTime.UtcDateTime);
            json.WriteString("correlationid", @event.CorrelationId);
            if (@event.CausationId is { } causation)
            {
                json.WriteString("causationid", causation);
            }

            if (@event.TraceParent is { } trace)
            {
                json.WriteString("traceparent", trace);
            }

            if (@event.HistoryBatchId is { } batch)
            {
                json.WriteString("importid", batch);
            }

            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, @event.Data, Data);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">The text is not a CloudEvent, or its data does not fit the contract of the event.</exception>
    public static CloudEvent Read(ReadOnlySpan<byte> text)
    {
        var wire = JsonSerializer.Deserialize<Wire>(text, Data) ?? throw new JsonException("The message is empty.");
        return Read(wire);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    public static CloudEvent Read(JsonElement element) =>
        Read(element.Deserialize<Wire>(Data) ?? throw new JsonException("The event is empty."));

    private static CloudEvent Read(Wire wire) => new(
        wire.Id, wire.Source, wire.Type, wire.Time, wire.Subject,
        int.TryParse(wire.Sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new JsonException($"The sequence '{wire.Sequence}' is not a number."),
        wire.RecordedTime, wire.CorrelationId, wire.CausationId, wire.TraceParent,
        EventTypes.Find(wire.Type) is { } type ? wire.Data.Deserialize(type, Data) : null)
    {
        HistoryBatchId = wire.HistoryBatchId,
    };

    private sealed record Wire
    {
        public required Guid Id { get; init; }
        public required string Source { get; init; }
        public required string Type { get; init; }
        public required DateTimeOffset Time { get; init; }
        public required Guid Subject { get; init; }
        public required string Sequence { get; init; }
        public DateTimeOffset RecordedTime { get; init; }
        public Guid CorrelationId { get; init; }
        public Guid? CausationId { get; init; }
        public string? TraceParent { get; init; }

        [JsonPropertyName("importid")]
        public Guid? HistoryBatchId { get; init; }

        public JsonElement Data { get; init; }
    }
}
