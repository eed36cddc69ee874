using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>A key stands once in a file. A record that repeats one is an error, which tells where it stood first.</summary>
/// <remarks>
/// Marked once, before the first record is taken in: later the first one may lie some transactions back, and what became of the repeat would
/// depend on where they end. The database sorts, so that no file is too large for the memory. What cannot be read has no key, and
/// neither has a record that is uneven; the first one's other faults do not let the second one in.
/// </remarks>
internal static class RepeatedKeys
{
    /// <summary>What <see cref="string.Trim()"/> takes away.</summary>
    private static readonly string Blanks = new([.. Enumerable.Range(0, char.MaxValue).Select(number => (char)number).Where(char.IsWhiteSpace)]);

    public static async Task Mark(SalesDb db, Import import, CancellationToken cancellation)
    {
        var (plan, refusal) = (import.Plan, ImportRefusals.KeyRepeated);
        var column = plan.Fields.ToList().IndexOf(ImportField.ExternalId) + 1; // 0 where there is none: the default is the key
        var otherwise = plan.Defaults.GetValueOrDefault(ImportField.ExternalId, "");
        // A large file takes its time; until it has found a repeat it holds nobody up. Of records that have just come the planner knows
        // nothing, and would sort all of them once for each.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.ExecuteSqlAsync($"set local enable_nestloop = off", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            update import_records repeated set fields = null, code = {refusal.Code}, detail = format({ImportRefusals.StoodBefore}, keyed.first)
            from (select number, first_value(line) over same as first, row_number() over same as place
                from (select number, line, coalesce(nullif(btrim(fields[{column}], {Blanks}), ''), {otherwise}) as key
                    from import_records where import_id = {import.Id} and cardinality(fields) = {plan.Header.Count}) readable
                where key <> '' window same as (partition by key order by number)) keyed
            where keyed.place > 1 and repeated.import_id = {import.Id} and repeated.number = keyed.number
            """, cancellation);
    }
}
