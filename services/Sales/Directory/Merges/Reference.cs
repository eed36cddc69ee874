using Funnel.Sales.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Funnel.Sales.Merges;

/// <summary>Every column that names an account, or a contact: read from the model, so that what is added later moves too.</summary>
/// <param name="Uniques">The unique indexes that the column is part of: their other columns, and the rows that they look at.</param>
internal sealed record Reference(string Table, string Column, IReadOnlyList<(IReadOnlyList<string> Others, string? Filter)> Uniques)
{
    public static IReadOnlyList<Reference> To<T>(SalesDb db) where T : IMergeable =>
        [.. from entity in db.Model.GetEntityTypes()
            from key in entity.GetForeignKeys()
            where key.PrincipalEntityType.ClrType == typeof(T) && key.Properties[0].Name != nameof(IMergeable.MergedIntoId)
            let reference = Of(entity, key.Properties.Single())
            orderby reference.Table, reference.Column
            select reference];

    /// <summary>The loser's rows, and which of them would break a unique index beside the winner's.</summary>
    public string PlanSql => $"select id, ({(Uniques.Count == 0 ? "false" : string.Join(" or ", Uniques.Select(Collision)))}) as collides from {Table} l where l.{Column} = @loser order by id";

    /// <summary>Whether there can be only one of these rows a winner.</summary>
    public bool IsOneEach => Uniques.Any(unique => unique.Others.Count == 0);

    /// <remarks>What is not qualified is a column of the winner's row inside, and of the loser's outside.</remarks>
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
            ? new(table.Name, column.GetColumnName(table)!, [.. entity.GetIndexes().Where(index => index.IsUnique && index.Properties.Contains(column))
                .Select(index => ((IReadOnlyList<string>)[.. index.Properties.Where(other => other != column).Select(other => other.GetColumnName(table)!)], index.GetFilter()))])
            : throw new InvalidOperationException($"{table.Name} is merged by its rows' ids, and they have none.");
    }
}
