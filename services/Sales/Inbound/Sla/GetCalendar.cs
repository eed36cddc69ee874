using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Sla;

internal static class GetCalendar
{
    public static async Task<Results<Ok<CalendarResponse>, ProblemHttpResult>> Handle(
        [MaxLength(BusinessCalendar.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await db.BusinessCalendars.FindAsync([code], cancellation) is { } calendar
            ? TypedResults.Ok(CalendarResponse.Of(calendar))
            : SlaRefusals.CalendarNotFound(code).ToProblem();
}
