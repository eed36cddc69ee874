using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Writes many new rows of one table as one statement, from the EF model: names, store types and value converters.</summary>
/// <remarks>
/// Each column is one array parameter of <c>insert … select * from unnest(…)</c>. The readers of the columns are compiled once
/// for each entity type and are typed, so that no cell is boxed. It does not read back what the database generates.
/// </remarks>
public sealed class BulkInsert(IModel model)
{
    private readonly ConcurrentDictionary<Type, object> tables = new();

    /// <param name="rows">At least one row.</param>
    public NpgsqlBatchCommand Into<T>(IReadOnlyList<T> rows) where T : class
    {
        var table = (Table<T>)tables.GetOrAdd(typeof(T), static (_, model) => Table<T>.Of(model), model);
        var command = new NpgsqlBatchCommand(table.Sql);
        foreach (var column in table.Columns)
        {
            command.Parameters.Add(column.Read(rows));
        }

        return command;
    }

    /// <summary>Appends facts to the journal. Wake the outbox after the commit.</summary>
    public NpgsqlBatchCommand Append(IReadOnlyList<CloudEvent> facts)
    {
        var rows = new JournalEntry[facts.Count];
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at] = JournalEntry.Of(facts[at]);
        }

        return Into<JournalEntry>(rows);
    }

    private sealed record Table<T>(string Sql, IReadOnlyList<Column<T>> Columns)
    {
        public static Table<T> Of(IModel model)
        {
            var type = model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model.");
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)
                ?? throw new InvalidOperationException($"{type.DisplayName()} has no table.");
            // The database generates the others itself.
            List<IProperty> properties = [.. type.GetFlattenedProperties().Where(property => property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save)];
            var names = string.Join(", ", properties.Select(property => $"\"{property.GetColumnName(table)}\""));
            var arrays = string.Join(", ", properties.Select((property, at) => $"${at + 1}::{StoreType(property)}[]"));
            return new(
                $"insert into {(table.Schema is null ? "" : $"\"{table.Schema}\".")}\"{table.Name}\" ({names}) select * from unnest({arrays})",
                [.. properties.Select(Column<T>.Of)]);
        }

        /// <summary>Without the length, because a cast to a shorter text would cut it instead of failing.</summary>
        private static string StoreType(IProperty property) =>
            property.GetRelationalTypeMapping().StoreTypeNameBase is var name and not "character varying" ? name : "text";
    }

    private abstract class Column<T>
    {
        public abstract NpgsqlParameter Read(IReadOnlyList<T> rows);

        public static Column<T> Of(IProperty property)
        {
            var row = Expression.Parameter(typeof(T));
            var value = Stored(property, Member(property.DeclaringType, row, property));
            return (Column<T>)Activator.CreateInstance(
                typeof(Column<,>).MakeGenericType(typeof(T), value.Type), Expression.Lambda(value, row).Compile())!;
        }

        /// <summary>The member of the row, or of a complex property of the row.</summary>
        private static Expression Member(ITypeBase owner, Expression row, IPropertyBase member) => Expression.MakeMemberAccess(
            owner is IComplexType { ComplexProperty: var complex } ? Member(complex.DeclaringType, row, complex) : row,
            member.PropertyInfo ?? (System.Reflection.MemberInfo?)member.FieldInfo ?? throw new InvalidOperationException($"{member.Name} has no member."));

        /// <summary>The value as the database stores it.</summary>
        private static Expression Stored(IProperty property, Expression value)
        {
            if (property.GetRelationalTypeMapping().Converter is { } converter)
            {
                return Converted(value, converter.ConvertToProviderExpression);
            }

            return Nullable.GetUnderlyingType(value.Type) == typeof(JsonElement)
                ? Converted(value, (Expression<Func<JsonElement, string>>)(json => json.GetRawText()))
                : value;
        }

        private static Expression Converted(Expression value, LambdaExpression conversion)
        {
            var input = conversion.Parameters[0].Type;
            var converted = Expression.Invoke(conversion, value.Type == input ? value : Expression.Convert(value, input));
            if (value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null)
            {
                return converted;
            }

            var stored = converted.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(converted.Type) : converted.Type;
            return Expression.Condition(
                Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Constant(null, stored), Expression.Convert(converted, stored));
        }
    }

    private sealed class Column<T, TValue>(Func<T, TValue> read) : Column<T>
    {
        public override NpgsqlParameter Read(IReadOnlyList<T> rows)
        {
            var values = new TValue[rows.Count];
            for (var at = 0; at < values.Length; at++)
            {
                values[at] = read(rows[at]);
            }

            return new NpgsqlParameter<TValue[]> { TypedValue = values };
        }
    }
}
