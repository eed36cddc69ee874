using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts;
using Funnel.ServiceDefaults;

namespace Funnel.Messaging;

/// <summary>Hides the personal fields of events (<see cref="PersonalAttribute"/>) from readers without the permission.</summary>
internal static class PersonalFields
{
    public const string Hidden = "(hidden)";

    private static readonly ConcurrentDictionary<Type, Field[]> Known = new();

    /// <param name="Name">The name of the field in JSON.</param>
    /// <param name="Record">The record in the field, or in the list in the field; null for a personal field.</param>
    private sealed record Field(string Name, Type? Record);

    public static bool MaySee(ClaimsPrincipal reader) => reader.May(Access.PersonalFields);

    /// <param name="text">An event as text.</param>
    /// <returns>The event without the personal fields. Text that is not an event is hidden as a whole.</returns>
    public static string Hide(string text)
    {
        try
        {
            return Hide(JsonNode.Parse(text)) is { } shown ? shown.ToJsonString() : Hidden;
        }
        catch (JsonException)
        {
            return Hidden;
        }
    }

    /// <param name="node">A CloudEvent. It is changed.</param>
    /// <returns>The event without the personal fields; null if it is not an event. An unknown event keeps no data.</returns>
    public static JsonObject? Hide(JsonNode? node)
    {
        if (node is not JsonObject message || message["type"] is not JsonValue type || !type.TryGetValue<string>(out var name))
        {
            return null;
        }

        if (EventTypes.Find(name) is { } record && message["data"] is JsonObject data)
        {
            Hide(data, record);
        }
        else
        {
            message["data"] = new JsonObject();
        }

        return message;
    }

    private static void Hide(JsonObject data, Type record)
    {
        foreach (var field in Known.GetOrAdd(record, FieldsOf))
        {
            if (data[field.Name] is not { } value)
            {
                continue;
            }

            if (field.Record is null)
            {
                data[field.Name] = Hidden;
                continue;
            }

            foreach (var inner in (value as JsonArray)?.OfType<JsonObject>() ?? [value.AsObject()])
            {
                Hide(inner, field.Record);
            }
        }
    }

    private static Field[] FieldsOf(Type record) =>
    [
        .. from property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           let isPersonal = property.IsDefined(typeof(PersonalAttribute))
           let inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType
           where isPersonal || (inner.IsClass && inner.Assembly == typeof(PersonalAttribute).Assembly)
           select new Field(JsonNamingPolicy.CamelCase.ConvertName(property.Name), isPersonal ? null : inner),
    ];
}
