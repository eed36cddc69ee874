using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <summary>Functions of the database on custom values, for queries only.</summary>
internal static class FieldFunctions
{
    /// <summary>The value of a custom field as text; null without a value.</summary>
    public static string? FieldText(string fields, string code) =>
        throw new NotSupportedException($"Only a query reads {code} of {fields}.");

    /// <summary>The value of a custom field as a number; null without a number.</summary>
    public static decimal? FieldNumber(string fields, string code) =>
        throw new NotSupportedException($"Only a query reads {code} of {fields}.");

    public static void HasFieldFunctions(this ModelBuilder model)
    {
        Map(model, nameof(FieldText), "field_text");
        Map(model, nameof(FieldNumber), "field_number");
    }

    /// <summary>Keeps the records whose custom values meet all conditions.</summary>
    public static IQueryable<TRecord> Meeting<TRecord>(
        this IQueryable<TRecord> found, IEnumerable<FieldCondition> conditions, Expression<Func<TRecord, string>> fields) =>
        conditions.Aggregate(found, (left, condition) =>
        {
            var holds = condition.Holds();
            var body = new Replace(holds.Parameters[0], fields.Body).Visit(holds.Body);
            return left.Where(Expression.Lambda<Func<TRecord, bool>>(body, fields.Parameters));
        });

    private static void Map(ModelBuilder model, string method, string function) =>
        model.HasDbFunction(typeof(FieldFunctions).GetMethod(method)!).HasName(function)
            .HasParameter("fields", parameter => parameter.HasStoreType("jsonb"));

    private sealed class Replace(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : base.VisitParameter(node);
    }
}
