using System.Buffers;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class ListErrors
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\"\r\n\t");

    /// <remarks>One line a record that was not taken in: its number, its line in the file, the column, the problem's code and words.</remarks>
    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (!await GetImport.Of(db, caller).AnyAsync(import => import.Id == id, cancellation))
        {
            return ImportRefusals.NotFound.ToProblem();
        }

        return TypedResults.Stream(async body =>
        {
            await using var text = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true);
            await text.WriteAsync("record,line,column,code,detail\r\n");
            await foreach (var error in db.ImportErrors.AsNoTracking().Where(error => error.ImportId == id).OrderBy(error => error.Number).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                await text.WriteAsync($"{error.Number},{error.Line},{Cell(error.Column ?? "")},{error.Code},{Cell(error.Detail)}\r\n");
            }
        }, "text/csv; charset=utf-8", $"import-{id}-errors.csv");
    }

    /// <summary>What a spreadsheet would take for a formula begins with an apostrophe, and is text.</summary>
    internal static string Cell(string text)
    {
        text = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{text}" : text;
        return text.AsSpan().IndexOfAny(Special) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
