using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Funnel.Messaging;

/// <summary>
/// Makes MassTransit read CloudEvents: every message is one <see cref="CloudEvent"/> of any type. MassTransit also asks for a
/// serializer, which is never used: events are published from the journal only.
/// </summary>
internal sealed class CloudEventSerializer : ISerializerFactory, IMessageDeserializer, IMessageSerializer
{
    public ContentType ContentType { get; } = new(CloudEventJson.MediaType);

    public IMessageDeserializer CreateDeserializer() => this;

    public IMessageSerializer CreateSerializer() => this;

    public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class => throw NeverWrites();

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext,
            Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        var envelope = CloudEventJson.Read(body.GetBytes());
        return new Context(envelope, new RawMessageContext(headers, destinationAddress, RawSerializerOptions.Default));
    }

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("cloudevents").Add("contentType", ContentType.MediaType);

    private static NotSupportedException NeverWrites() => new("Events are published from the journal, never through MassTransit.");

    private sealed class Context(CloudEvent envelope, MessageContext message)
        : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, message, [MessageUrn.ForTypeString<CloudEvent>()])
    {
        public override bool TryGetMessage<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? result) where T : class
        {
            result = envelope as T;
            return result is not null;
        }

        public override bool TryGetMessage(Type messageType, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? result)
        {
            result = messageType.IsInstanceOfType(envelope) ? envelope : null;
            return result is not null;
        }

        public override IMessageSerializer GetMessageSerializer() => throw NeverWrites();

        public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => throw NeverWrites();

        public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => throw NeverWrites();

        public override Dictionary<string, object> ToDictionary<T>(T? message) where T : class => throw NeverWrites();
    }
}
