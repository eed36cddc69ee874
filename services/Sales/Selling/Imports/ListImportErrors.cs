using System.Buffers;
using System.Security.Claims;
using System.Text;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class ListImportErrors
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\"\r\n\t");

    /// <remarks>
    /// One line for each error of a record that was not imported, and for each value that was not taken from an imported record
    /// (`warning`): the number of the record, its line in the file, the column, the code, the text of the error and the value.
    /// </remarks>
    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, HourlyEvents hourly, ClaimsPrincipal caller, TimeProvider clock, CancellationToken cancellation)
    {
        if (!await ListImports.VisibleTo(db, caller).AnyAsync(import => import.Id == id, cancellation))
        {
            return ImportRefusals.NotFound.ToProblem();
        }

        await hourly.RecordExport(Actor.Of(caller), "import", id.ToString(), db, clock.GetUtcNow(), cancellation);
        return TypedResults.Stream(async body =>
        {
            await using var text = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true);
            await text.WriteAsync("record,line,column,code,detail,value,severity\r\n");
            var errors = db.ImportErrors.AsNoTracking().Where(error => error.ImportId == id)
                .OrderBy(error => error.Number).ThenBy(error => error.Place);
            await foreach (var error in errors.AsAsyncEnumerable().WithCancellation(cancellation))
            {
                await text.WriteAsync($"{error.Number},{error.Line},{Cell(error.Column ?? "")},{error.Code},{Cell(error.Detail)},"
                    + $"{Cell(error.Value ?? "")},{(error.Severity == ImportSeverity.Error ? "error" : "warning")}\r\n");
            }
        }, "text/csv; charset=utf-8", $"import-{id}-errors.csv");
    }

    /// <summary>An apostrophe in front keeps a spreadsheet from reading the text as a formula.</summary>
    internal static string Cell(string text)
    {
        text = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{text}" : text;
        return text.AsSpan().IndexOfAny(Special) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
