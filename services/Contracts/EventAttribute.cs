namespace Funnel.Contracts;

/// <summary>Marks a record as a public event and gives the event its name on the bus.</summary>
/// <param name="type">
/// The <c>type</c> of the CloudEvent and its routing key: <c>&lt;service&gt;.&lt;entity&gt;.&lt;verb&gt;.v1</c>. The first word is
/// the service that owns the event. No other service publishes it.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}
