namespace Funnel.Contracts;

/// <summary>Marks a record as a public event and gives it its name on the bus.</summary>
/// <param name="type">
/// CloudEvents <c>type</c> and routing key alike, <c>&lt;service&gt;.&lt;entity&gt;.&lt;verb&gt;.v1</c>.
/// The first word is the service that owns the event and alone publishes it.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}
