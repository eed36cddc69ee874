namespace Funnel.ServiceDefaults;

/// <summary>What entity tags an operation knows, for its documentation.</summary>
public enum ETagKind
{
    /// <summary>Of what is shown.</summary>
    Content,

    /// <summary>Of the thing's version, on which a change can insist.</summary>
    Version,
}
