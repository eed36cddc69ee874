using System.Diagnostics;

namespace Funnel.Messaging;

/// <summary>The traces of the post. One trace runs from the request through journal, broker and listener.</summary>
public static class Telemetry
{
    public const string SourceName = "Funnel.Messaging";

    private static readonly ActivitySource Source = new(SourceName);

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
