using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Messaging;

public static class JsonColumn
{
    /// <summary>Maps a list to JSON. The list must never change after it was written.</summary>
    public static PropertyBuilder<IReadOnlyList<T>> HasJson<T>(this PropertyBuilder<IReadOnlyList<T>> property) =>
        property.HasColumnType("jsonb").HasConversion(
            list => JsonSerializer.Serialize(list, CloudEventJson.Data),
            json => JsonSerializer.Deserialize<IReadOnlyList<T>>(json, CloudEventJson.Data)!,
            new ValueComparer<IReadOnlyList<T>>((one, other) => ReferenceEquals(one, other), list => list.Count));
}
