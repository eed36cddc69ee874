using Funnel.Sales.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Funnel.Sales.Merges;

/// <summary>
/// A column that names an account or a contact. The columns are read from the EF Core model, so a new column is included by
/// itself.
/// </summary>
/// <param name="Uniques">The unique indexes with this column: their other columns, and their filter.</param>
internal sealed record Reference(string Table, string Column, IReadOnlyList<(IReadOnlyList<string> Others, string? Filter)> Uniques)
{
    public static IReadOnlyList<Reference> To<T>(SalesDb db) where T : IMergeable =>
        [.. from entity in db.Model.GetEntityTypes()
            from key in entity.GetForeignKeys()
            where key.PrincipalEntityType.ClrType == typeof(T) && key.Properties[0].Name != nameof(IMergeable.MergedIntoId)
            let reference = Of(entity, key.Properties.Single())
            orderby reference.Table, reference.Column
            select reference];

    /// <summary>Selects the rows of the loser, and whether each would break a unique index beside a row of the winner.</summary>
    public string PlanSql =>
        $"select id, ({(Uniques.Count == 0 ? "false" : string.Join(" or ", Uniques.Select(Collision)))}) as collides from {Table} l "
            + $"where l.{Column} = @loser order by id";

    /// <summary>Whether a record can have only one such row.</summary>
    public bool IsOneEach => Uniques.Any(unique => unique.Others.Count == 0);

    /// <remarks>An unqualified column belongs to the row of the winner inside the subquery, and to the row of the loser outside.</remarks>
    private string Collision((IReadOnlyList<string> Others, string? Filter) unique)
    {
        var same = string.Concat(unique.Others.Select(other => $" and w.{other} = l.{other}"));
        var looksAt = unique.Filter is null ? "" : $" and ({unique.Filter})";
        return $"(exists (select 1 from {Table} w where w.{Column} = @winner{same}{looksAt}){looksAt})";
    }

    private static Reference Of(IEntityType entity, IProperty column)
    {
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        return entity.FindPrimaryKey()!.Properties is [{ Name: "Id" }]
            ? new(table.Name, column.GetColumnName(table)!,
                [.. entity.GetIndexes().Where(index => index.IsUnique && index.Properties.Contains(column))
                .Select(index =>
                    ((IReadOnlyList<string>)[.. index.Properties.Where(other => other != column)
                        .Select(other => other.GetColumnName(table)!)], index.GetFilter()))])
            : throw new InvalidOperationException($"{table.Name} has no column Id, which a merge needs.");
    }
}
