namespace Funnel.Contracts;

/// <summary>The kind of a touch. A reader that does not know a new value reads <see cref="Unknown"/>.</summary>
public enum TouchKind
{
    Unknown,
    PageView,
    Form,
    EmailOpen,
    EmailClick,
    Event,
    AdClick,
    CallIn,
}
