using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Writes the added entities of a context by COPY, from the same model as the inserts of EF Core.</summary>
/// <remarks>It cannot read values that the database generates.</remarks>
internal static class CopyRows
{
    public static async Task Write(DbContext db, CancellationToken cancellation)
    {
        db.ChangeTracker.DetectChanges();
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var added = db.ChangeTracker.Entries().Where(entry => entry.State == EntityState.Added).ToLookup(entry => entry.Metadata);
            foreach (var type in InOrder(added.Select(rows => rows.Key)))
            {
                await Copy((NpgsqlConnection)db.Database.GetDbConnection(), type, added[type], cancellation);
            }

            foreach (var entry in added.SelectMany(rows => rows))
            {
                entry.State = EntityState.Unchanged;
            }
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    /// <summary>Sorts the types so that a referenced row is written before the row that refers to it.</summary>
    private static List<IEntityType> InOrder(IEnumerable<IEntityType> types)
    {
        var (left, ordered) = (types.ToList(), new List<IEntityType>());
        while (left.Count > 0)
        {
            var next =
                left.Find(type => !type.GetForeignKeys()
                    .Any(key => key.PrincipalEntityType != type && left.Contains(key.PrincipalEntityType)))
                ?? throw new InvalidOperationException(
                    $"{string.Join(", ", left.Select(type => type.DisplayName()))} refer to each other. Save them one after the other.");
            left.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private static async Task Copy(NpgsqlConnection connection, IEntityType type, IEnumerable<EntityEntry> rows,
        CancellationToken cancellation)
    {
        var (properties, sql) = Table(type);
        await using var copy = await connection.BeginBinaryImportAsync(sql, cancellation);
        foreach (var row in rows)
        {
            var values = row.CurrentValues;
            await copy.StartRowAsync(cancellation);
            foreach (var (property, mapping, storeType) in properties)
            {
                var value = values[property];
                value = mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value;
                await (value is null ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(value, storeType, cancellation));
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    private static (List<(IProperty Property, RelationalTypeMapping Mapping, string StoreType)> Properties, string Sql) Table(
        IEntityType type)
    {
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)
            ?? throw new InvalidOperationException($"{type.DisplayName()} has no table.");
        // Generated columns are not written.
        List<IProperty> properties =
            [.. type.GetProperties().Where(property => property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save)];
        var columns = string.Join(", ", properties.Select(property => $"\"{property.GetColumnName(table)}\""));
        return (
            [.. properties.Select(property =>
                (property, property.GetRelationalTypeMapping(), property.GetRelationalTypeMapping().StoreTypeNameBase))],
            $"copy {(table.Schema is null ? "" : $"\"{table.Schema}\".")}\"{table.Name}\" ({columns}) from stdin (format binary)");
    }
}
