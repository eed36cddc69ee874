namespace Funnel.ServiceDefaults;

/// <summary>The kind of entity tag that an operation answers with, for its documentation.</summary>
public enum ETagKind
{
    /// <summary>A hash of the body.</summary>
    Content,

    /// <summary>The version of the entity, on which a change can insist with <c>If-Match</c>.</summary>
    Version,
}
