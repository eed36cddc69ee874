namespace Funnel.ServiceDefaults;

/// <summary>An entity that callers change. A caller can insist on the version that it has read.</summary>
public interface IVersioned
{
    /// <summary>Differs after each change; guarded by the row's concurrency token.</summary>
    int Version { get; }
}
