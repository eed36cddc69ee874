using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

/// <summary>A mapping that is saved under a code, for files of the same system.</summary>
internal sealed class SavedMapping : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private SavedMapping()
    {
    }

    /// <summary>Kebab-case. Never changes.</summary>
    public string Code { get; private init; } = "";

    public DealMapping Mapping { get; private set; } = new();

    public DateTimeOffset SavedAt { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static SavedMapping Of(string code, DealMapping mapping, DateTimeOffset now) =>
        new() { Code = code, Mapping = mapping, SavedAt = now.ToMicroseconds() };

    public void Become(DealMapping mapping, DateTimeOffset now) =>
        (Mapping, SavedAt, Version) = (mapping, now.ToMicroseconds(), Version + 1);
}
