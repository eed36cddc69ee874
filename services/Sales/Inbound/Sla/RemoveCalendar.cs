using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

internal static class RemoveCalendar
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [MaxLength(BusinessCalendar.CodeLength)] string code, SalesDb db, CancellationToken cancellation)
    {
        if (await db.BusinessCalendars.FindAsync([code], cancellation) is not { } calendar)
        {
            return SlaRefusals.CalendarNotFound(code).ToProblem();
        }

        var policies = db.SlaPolicies.Where(known => known.CalendarCode == code).Select(known => known.Code);
        if (await policies.FirstOrDefaultAsync(cancellation) is { } policy)
        {
            return SlaRefusals.CalendarInUse(policy).ToProblem();
        }

        db.Remove(calendar);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }
}
