using System.Collections.Frozen;
using System.Reflection;
using Funnel.Contracts;

namespace Funnel.Messaging;

/// <summary>The names of the public events, from their attributes.</summary>
public static class EventTypes
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(EventAttribute).Assembly.GetTypes()
        .Select(type => (type, name: type.GetCustomAttribute<EventAttribute>()?.Type))
        .Where(pair => pair.name is not null)
        .ToFrozenDictionary(pair => pair.type, pair => pair.name!);

    private static readonly FrozenDictionary<string, Type> Types = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <exception cref="ArgumentException">The type has no <see cref="EventAttribute"/>.</exception>
    public static string NameOf(Type type) =>
        Names.TryGetValue(type, out var name) ? name : throw new ArgumentException($"{type} is not a public event.", nameof(type));

    /// <summary>The contract record of an event name; null for an event that this build does not know.</summary>
    public static Type? Find(string name) => Types.GetValueOrDefault(name);
}
