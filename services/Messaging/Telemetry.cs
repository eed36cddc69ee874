using System.Diagnostics;
using System.Text;

namespace Funnel.Messaging;

/// <summary>The traces of messaging. One trace leads from the request through the journal and the broker to the listener.</summary>
public static class Telemetry
{
    public const string SourceName = "Funnel.Messaging";

    private static readonly ActivitySource Source = new(SourceName);

    public static bool IsListenedTo => Source.HasListeners();

    /// <summary>A span for publishing one event, below the span of its writer.</summary>
    internal static Activity? Publish(JournalRow row, string destination)
    {
        ActivityContext.TryParse(TraceParent(row.Event), null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"publish {row.Type}", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.destination.name", destination)
            .SetTag("messaging.message.id", row.Id).SetTag("funnel.subject", row.Subject);
        return activity;
    }

    /// <summary>Read without parsing the event: the first occurrence is that of the envelope.</summary>
    private static string? TraceParent(ReadOnlySpan<byte> @event)
    {
        var name = "\"traceparent\":\""u8;
        var at = @event.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        var value = @event[(at + name.Length)..];
        return value.IndexOf((byte)'"') is >= 0 and var end ? Encoding.ASCII.GetString(value[..end]) : null;
    }

    /// <summary>A span for running one timer.</summary>
    internal static Activity? Run(string timer, Guid subject) =>
        Source.StartActivity($"run {timer}", ActivityKind.Internal, parentContext: default)?.SetTag("funnel.subject", subject);

    /// <summary>A span for handling one event, below the span that published it.</summary>
    public static Activity? Hear(CloudEvent envelope, string queue)
    {
        ActivityContext.TryParse(envelope.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"hear {envelope.Type}", ActivityKind.Consumer, parent);
        activity?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.destination.name", queue)
            .SetTag("messaging.message.id", envelope.Id).SetTag("funnel.subject", envelope.Subject);
        return activity;
    }
}
