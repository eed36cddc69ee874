using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;

namespace Funnel.Messaging;

/// <summary>A message that a listener failed to handle, with the notes of the broker and of the consumer.</summary>
internal sealed record DeadLetter(
    string Queue, string MessageId, string? Type, Guid? Subject, string? ContentType, byte[] Body,
    string Exception, string Cause, int Failures, DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt)
{
    /// <summary>The header of a message that is put on its queue again. It carries the number of failures so far.</summary>
    public const string FailuresHeader = "funnel-failures";

    /// <summary>The header of a message that is put on its queue again. It carries the time of the first failure.</summary>
    public const string FirstFailedHeader = "funnel-first-failed";

    private const int LongestCause = 4000;

    /// <remarks>
    /// A message becomes a dead letter in two ways. If handling throws, the consumer gives up and adds the headers
    /// <c>MT-Fault-*</c>. If the message was redelivered too often, because it ends the process, the broker gives up and adds
    /// the header <c>x-death</c>.
    /// </remarks>
    public static DeadLetter Read(string queue, IReadOnlyBasicProperties properties, byte[] body, DateTimeOffset now)
    {
        var headers = properties.Headers ?? new Dictionary<string, object?>();
        var (id, type, subject) = ReadEnvelope(body);
        var at =
            DateTimeOffset.TryParse(Text(headers, MessageHeaders.FaultTimestamp), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var faulted)
            ? faulted.ToUniversalTime()
            : TimeOfDeath(headers) ?? now;
        var failures = int.TryParse(Text(headers, FailuresHeader), CultureInfo.InvariantCulture, out var before) ? before + 1 : 1;
        var first =
            DateTimeOffset.TryParse(Text(headers, FirstFailedHeader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var since)
            ? since.ToUniversalTime()
            : at;
        var exception = Text(headers, MessageHeaders.FaultExceptionType);
        // The inbox knows the message by the id of the event.
        var messageId = id
            ?? (properties.IsMessageIdPresent()
                ? Clean(properties.MessageId!)
                : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body)));
        return new(queue, messageId,
            type ?? (properties.IsTypePresent() ? properties.Type : null), subject, properties.ContentType, body,
            exception ?? "delivery-limit",
            exception is null
                ? $"The message was redelivered {BrokerTopology.DeliveryLimit} times without an acknowledgement: "
                    + "handling it may end the process."
                : Clean(Text(headers, MessageHeaders.FaultMessage) ?? ""),
            failures, first, at);
    }

    /// <summary>A row of the journal of the service that a listener could not handle.</summary>
    public static DeadLetter Of(string queue, JournalRow row, Exception failure, DateTimeOffset now) => new(
        queue, row.Id.ToString(), row.Type, row.Subject, CloudEventJson.MediaType, row.Event,
        failure.GetType().FullName!, Clean(failure.Message), 1, now, now);

    /// <summary>A dead letter need not be an event, nor even JSON.</summary>
    private static (string? Id, string? Type, Guid? Subject) ReadEnvelope(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? (Guid.TryParse(Member("id"), out var id) ? id.ToString() : null, Member("type"),
                    Guid.TryParse(Member("subject"), out var subject) ? subject : null)
                : default;

            string? Member(string name) =>
                json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                    ? Clean(value.GetString()!)
                    : null;
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static DateTimeOffset? TimeOfDeath(IDictionary<string, object?> headers) =>
        headers.TryGetValue("x-death", out var deaths) && deaths is IList<object> and [IDictionary<string, object> last, ..]
            && last.TryGetValue("time", out var time) && time is AmqpTimestamp at ? DateTimeOffset.FromUnixTimeSeconds(at.UnixTime) : null;

    private static string? Text(IDictionary<string, object?> headers, string name) => headers.TryGetValue(name, out var value)
        ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), null => null, _ =>
            Convert.ToString(value, CultureInfo.InvariantCulture) }
        : null;

    /// <summary>PostgreSQL cannot store a NUL.</summary>
    private static string Clean(string text) => text[..Math.Min(text.Length, LongestCause)].Replace("\0", "", StringComparison.Ordinal);
}
