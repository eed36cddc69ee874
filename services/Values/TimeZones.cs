using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Funnel.Values;

/// <summary>The time zones of IANA, with the links that are kept for old names, such as <c>Asia/Calcutta</c>.</summary>
/// <remarks>The list comes with the program, so that it does not depend on the machine or on the database.</remarks>
public static class TimeZones
{
    private static readonly FrozenDictionary<string, string> Names =
        DateTimeZoneProviders.Tzdb.Ids.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    /// <param name="name">The name in any letter case.</param>
    /// <returns>The zone, whose id is the name as IANA spells it. Null if there is no such zone.</returns>
    public static DateTimeZone? Find([NotNullWhen(true)] string? name) =>
        name is not null && Names.TryGetValue(name, out var id) ? DateTimeZoneProviders.Tzdb[id] : null;

    /// <summary>The zone of a name that was checked before.</summary>
    public static DateTimeZone Get(string name) => Find(name) ?? throw new ArgumentException($"'{name}' is not an IANA time zone.");
}
