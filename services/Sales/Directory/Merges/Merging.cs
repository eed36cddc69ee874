using System.Text.Json;
using Funnel.Sales.Accounts;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Sales.Merges;

/// <summary>Merges two records of a kind, plans the merge beforehand, and undoes it.</summary>
/// <remarks>
/// 1. Lock both rows. A transaction that is about to name one of them in another row waits, and is then refused by a trigger.
/// 2. Plan which rows move and which details the winner gets. A preview ends here, without locks.
/// 3. Carry the plan out, and keep it, so that the merge can be undone.
/// The winner keeps its own details; empty ones are filled from the loser, and so are the roles of its links. Rows that are added to
/// the winner later stay with it.
/// </remarks>
internal static class Merging
{
    public static async Task<Result<MergePlan<TDetails>>> Plan<T, TDetails>(SalesDb db, T winner, T loser, CancellationToken cancellation)
        where T : class, IMergeable<TDetails> where TDetails : class, IMergedDetails<TDetails>
    {
        List<MovedRows> moved = [], left = [];
        foreach (var reference in Reference.To<T>(db))
        {
            var rows = await db.Database.SqlQueryRaw<PlannedRow>(reference.PlanSql, Both(winner, loser)).ToListAsync(cancellation);
            if (reference.IsOneEach && rows.Any(row => row.Collides))
            {
                return MergeRefusals.BothHave(reference.Table);
            }

            Add(moved, reference, rows.Where(row => !row.Collides));
            Add(left, reference, rows.Where(row => row.Collides));
        }

        return new MergePlan<TDetails>(winner.Id, loser.Id, winner.Details, winner.Details.FilledFrom(loser.Details), moved, left);

        static void Add(List<MovedRows> to, Reference reference, IEnumerable<PlannedRow> rows)
        {
            if (rows.Select(row => row.Id).ToList() is { Count: > 0 } ids)
            {
                to.Add(new(reference.Table, reference.Column, ids));
            }
        }
    }

    public static async Task Do<T, TDetails>(SalesDb db, MergeKind kind, T winner, T loser, MergePlan<TDetails> plan, DateTimeOffset now,
        CancellationToken cancellation)
        where T : class, IMergeable<TDetails> where TDetails : class, IMergedDetails<TDetails>
    {
        // The loser comes first, so that its unique values are free for the winner.
        loser.MergeInto(winner.Id);
        db.Add(Merge.Of(kind, plan, await CarriedRole.Carry(db, kind, plan, cancellation), now));
        await db.SaveChangesAsync(cancellation);
        foreach (var rows in plan.Moved)
        {
            await Move(db, rows, loser.Id, winner.Id, cancellation);
        }

        winner.Become(plan.After);
        await db.SaveChangesAsync(cancellation);
    }

    public static async Task Undo<T, TDetails>(SalesDb db, Merge merge, T winner, T loser, DateTimeOffset now,
        CancellationToken cancellation)
        where T : class, IMergeable<TDetails> where TDetails : class, IMergedDetails<TDetails>
    {
        var (before, after) = (merge.Before.Deserialize<TDetails>()!, merge.After.Deserialize<TDetails>()!);
        winner.Become(winner.Details.WithoutMerge(before, after, loser.Details));
        await db.SaveChangesAsync(cancellation);
        loser.UndoMerge();
        merge.Undo(now);
        await CarriedRole.Undo(db, merge.CarriedRoles, cancellation);
        await db.SaveChangesAsync(cancellation);
        foreach (var rows in merge.Moved)
        {
            await Move(db, rows, winner.Id, loser.Id, cancellation);
        }
    }

    /// <summary>Locks in the order of the ids, so that two merges of the same records wait for each other and do not deadlock.</summary>
    public static Task Lock<T>(SalesDb db, CancellationToken cancellation, params Guid[] ids) where T : class, IMergeable
    {
        var sql = $"select 1 from {db.Model.FindEntityType(typeof(T))!.GetTableName()} where id = any(@ids) order by id for update";
        return db.Database.ExecuteSqlRawAsync(sql, [new NpgsqlParameter<Guid[]>("ids", ids)], cancellation);
    }

    private static async Task Move(SalesDb db, MovedRows rows, Guid from, Guid to, CancellationToken cancellation)
    {
        var sql = $"update {rows.Table} set {rows.Column} = @to where id = any(@ids) and {rows.Column} = @from";
        await db.Database.ExecuteSqlRawAsync(
            sql, [new NpgsqlParameter<Guid>("to", to), new NpgsqlParameter<Guid>("from", from),
                new NpgsqlParameter<Guid[]>("ids", [.. rows.Ids])], cancellation);
    }

    private static object[] Both(IMergeable winner, IMergeable loser) =>
        [new NpgsqlParameter<Guid>("winner", winner.Id), new NpgsqlParameter<Guid>("loser", loser.Id)];

    private sealed record PlannedRow(Guid Id, bool Collides);
}
