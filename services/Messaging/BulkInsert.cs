using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Writes many new rows of one table as one statement, from the EF model: names, store types and value converters.</summary>
/// <remarks>
/// A column is an array parameter of <c>insert … select * from unnest(…)</c>. A column with one value in all rows is a plain
/// parameter, and a column without a value is left out, because arrays cost most on both sides. The readers of the columns are
/// compiled once for each entity type and are typed, so that no cell is boxed. Generated values are not read back.
/// </remarks>
public sealed class BulkInsert(IModel model)
{
    private readonly ConcurrentDictionary<Type, object> tables = new();

    /// <param name="rows">At least one row.</param>
    public NpgsqlBatchCommand Into<T>(IReadOnlyList<T> rows) where T : class =>
        ((Table<T>)tables.GetOrAdd(typeof(T), static (_, model) => Table<T>.Of(model), model)).Insert(rows);

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

    private sealed class Table<T>(string name, IReadOnlyList<Column<T>> columns)
    {
        private const int MostStatements = 1000;
        private readonly ConcurrentDictionary<(UInt128 Arrays, UInt128 Values), string> statements = new();

        public static Table<T> Of(IModel model)
        {
            var type = model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model.");
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)
                ?? throw new InvalidOperationException($"{type.DisplayName()} has no table.");
            // The database generates the others itself.
            var properties = type.GetFlattenedProperties().Where(property => property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save);
            return new(
                $"{(table.Schema is null ? "" : $"\"{table.Schema}\".")}\"{table.Name}\"",
                [.. properties.Select(property => Column<T>.Of(property, $"\"{property.GetColumnName(table)}\"", StoreType(property)))]);
        }

        public NpgsqlBatchCommand Insert(IReadOnlyList<T> rows)
        {
            var command = new NpgsqlBatchCommand();
            var values = new List<NpgsqlParameter>();
            var (ofArrays, ofValues) = (UInt128.Zero, UInt128.Zero);
            for (var at = 0; at < columns.Count; at++)
            {
                // Without an array, several equal rows would become one.
                var parameter = columns[at]
                    .Read(rows, mustBeArray: rows.Count > 1 && at == columns.Count - 1 && ofArrays == 0, out var isArray);
                if (isArray)
                {
                    ofArrays |= UInt128.One << at;
                    command.Parameters.Add(parameter!);
                }
                else if (parameter is not null)
                {
                    ofValues |= UInt128.One << at;
                    values.Add(parameter);
                }
            }

            values.ForEach(parameter => command.Parameters.Add(parameter));
            if (!statements.TryGetValue((ofArrays, ofValues), out var sql))
            {
                sql = Statement(ofArrays, ofValues);
                if (statements.Count < MostStatements)
                {
                    statements[(ofArrays, ofValues)] = sql;
                }
            }

            command.CommandText = sql;
            return command;
        }

        private string Statement(UInt128 ofArrays, UInt128 ofValues)
        {
            List<Column<T>> arrays = [.. Of(ofArrays)], values = [.. Of(ofValues)];
            var names = string.Join(", ", arrays.Concat(values).Select(column => column.Name));
            var unnested = string.Join(", ", arrays.Select((column, at) => $"${at + 1}::{column.StoreType}[]"));
            var plain = string.Join(", ", values.Select((column, at) => $"${arrays.Count + at + 1}::{column.StoreType}"));
            return arrays.Count == 0
                ? $"insert into {name} ({names}) values ({plain})"
                : $"insert into {name} ({names}) select *{(values.Count == 0 ? "" : ", " + plain)} from unnest({unnested})";

            IEnumerable<Column<T>> Of(UInt128 set) => columns.Where((_, at) => (set >> at & 1) == 1);
        }

        /// <summary>Without the length, because a cast to a shorter text would cut it instead of failing.</summary>
        private static string StoreType(IProperty property) =>
            property.GetRelationalTypeMapping().StoreTypeNameBase is var name and not "character varying" ? name : "text";
    }

    private abstract class Column<T>(string name, string storeType)
    {
        public string Name => name;

        public string StoreType => storeType;

        /// <returns>The values of the rows: an array, one value for all rows, or null if no row has a value.</returns>
        public abstract NpgsqlParameter? Read(IReadOnlyList<T> rows, bool mustBeArray, out bool isArray);

        public static Column<T> Of(IProperty property, string name, string storeType)
        {
            var row = Expression.Parameter(typeof(T));
            var value = Stored(property, Member(property.DeclaringType, row, property));
            return (Column<T>)Activator.CreateInstance(
                typeof(Column<,>).MakeGenericType(typeof(T), value.Type), name, storeType, Expression.Lambda(value, row).Compile())!;
        }

        /// <summary>The member of the row, or of a complex property of the row.</summary>
        private static MemberExpression Member(ITypeBase owner, Expression row, IPropertyBase member) => Expression.MakeMemberAccess(
            owner is IComplexType { ComplexProperty: var complex } ? Member(complex.DeclaringType, row, complex) : row,
            member.PropertyInfo ?? (System.Reflection.MemberInfo?)member.FieldInfo
            ?? throw new InvalidOperationException($"{member.Name} has no member."));

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
                Expression.Equal(value, Expression.Constant(null, value.Type)), Expression.Constant(null, stored),
                Expression.Convert(converted, stored));
        }
    }

    private sealed class Column<T, TValue>(string name, string storeType, Func<T, TValue> read) : Column<T>(name, storeType)
    {
        public override NpgsqlParameter? Read(IReadOnlyList<T> rows, bool mustBeArray, out bool isArray)
        {
            var values = new TValue[rows.Count];
            var first = values[0] = read(rows[0]);
            var isSame = !mustBeArray;
            for (var at = 1; at < values.Length; at++)
            {
                values[at] = read(rows[at]);
                isSame = isSame && EqualityComparer<TValue>.Default.Equals(first, values[at]);
            }

            isArray = !isSame;
            return isArray
                ? new NpgsqlParameter<TValue[]> { TypedValue = values }
                : first is null ? null : new NpgsqlParameter { Value = first };
        }
    }
}
