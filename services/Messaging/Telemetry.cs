using System.Diagnostics;
using System.Text;

namespace Funnel.Messaging;

/// <summary>The traces of the post. One trace runs from the request through journal, broker and listener.</summary>
public static class Telemetry
{
    public const string SourceName = "Funnel.Messaging";

    private static readonly ActivitySource Source = new(SourceName);

    public static bool IsListenedTo => Source.HasListeners();

    /// <summary>A span for the way of one event to the broker, below the span of whoever wrote it.</summary>
    internal static Activity? Publish(JournalRow row, string destination)
    {
        ActivityContext.TryParse(TraceParent(row.Event), null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"publish {row.Type}", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.destination.name", destination)
            .SetTag("messaging.message.id", row.Id).SetTag("funnel.subject", row.Subject);
        return activity;
    }

    /// <summary>Read without parsing the event: in the envelope as it is written the first one is its own.</summary>
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

    /// <summary>A span for what a timer does.</summary>
    internal static Activity? Run(string timer, Guid subject) =>
        Source.StartActivity($"run {timer}", ActivityKind.Internal, parentContext: default)?.SetTag("funnel.subject", subject);

    /// <summary>A span for hearing one event, below the span that published it.</summary>
    public static Activity? Hear(CloudEvent envelope, string queue)
    {
        ActivityContext.TryParse(envelope.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"hear {envelope.Type}", ActivityKind.Consumer, parent);
        activity?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.destination.name", queue)
            .SetTag("messaging.message.id", envelope.Id).SetTag("funnel.subject", envelope.Subject);
        return activity;
    }
}
