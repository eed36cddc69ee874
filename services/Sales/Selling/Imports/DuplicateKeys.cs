using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>
/// Marks the records whose external id occurs earlier in the file. Each of them is an error that names the line of the first one.
/// </summary>
/// <remarks>
/// The records are marked once, before the first record is processed. During processing the two records can be in different
/// transactions, and the result would depend on where a transaction ends. The database sorts, so that no file is too large for the
/// memory. A record that is unreadable, or has the wrong number of fields, has no key. If the first record of a key has another error,
/// the later records of that key are still duplicates.
/// </remarks>
internal static class DuplicateKeys
{
    /// <summary>The characters that <see cref="string.Trim()"/> removes.</summary>
    private static readonly string Blanks =
        new([.. Enumerable.Range(0, char.MaxValue).Select(number => (char)number).Where(char.IsWhiteSpace)]);

    public static async Task Mark(SalesDb db, Import import, CancellationToken cancellation)
    {
        var (plan, refusal) = (import.Plan, ImportRefusals.KeyRepeated);
        // 0 if the file has no such column. Then the default is the key of every record.
        var column = plan.Fields.ToList().IndexOf(ImportField.ExternalId) + 1;
        var otherwise = plan.Defaults.GetValueOrDefault(ImportField.ExternalId, "");
        // A large file takes minutes, so there is no time limit. The statement locks only the duplicates. The planner has no statistics of
        // records that were just copied, and a nested loop would sort all of them again and again.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.ExecuteSqlAsync($"set local enable_nestloop = off", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            update import_records repeated set fields = null, code = {refusal.Code}, detail = format({ImportRefusals.FirstOnLine},
                left(keyed.key, 100), keyed.first)
            from (select number, key, first_value(line) over same as first, row_number() over same as place
                from (select number, line, coalesce(nullif(btrim(fields[{column}], {Blanks}), ''), {otherwise}) as key
                    from import_records where import_id = {import.Id} and cardinality(fields) = {plan.Header.Count}) readable
                where key <> '' window same as (partition by key order by number)) keyed
            where keyed.place > 1 and repeated.import_id = {import.Id} and repeated.number = keyed.number
            """, cancellation);
    }
}
