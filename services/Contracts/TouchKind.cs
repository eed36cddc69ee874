namespace Funnel.Contracts;

/// <summary>What a person did in one touch. A value that a reader does not know yet reads as <see cref="Unknown"/>.</summary>
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
