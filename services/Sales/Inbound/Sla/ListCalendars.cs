using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <inheritdoc cref="PutCalendarRequest"/>
public sealed record CalendarResponse(string Code, string Name, string TimeZone, IReadOnlyList<Opening> Hours, IReadOnlyList<Holiday> Holidays)
{
    internal static CalendarResponse Of(BusinessCalendar calendar) => new(calendar.Code, calendar.Name, calendar.TimeZone, calendar.Hours, calendar.Holidays);
}

/// <summary>Calendars are few enough for one answer.</summary>
public sealed record CalendarsResponse(IReadOnlyList<CalendarResponse> Items);

internal static class ListCalendars
{
    public static async Task<Ok<CalendarsResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var calendars = await db.BusinessCalendars.AsNoTracking().OrderBy(calendar => calendar.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new CalendarsResponse([.. calendars.Select(CalendarResponse.Of)]));
    }

    public static async Task<Results<Ok<CalendarResponse>, ProblemHttpResult>> Show(
        [MaxLength(BusinessCalendar.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await db.BusinessCalendars.FindAsync([code], cancellation) is { } calendar
            ? TypedResults.Ok(CalendarResponse.Of(calendar))
            : SlaRefusals.CalendarNotFound.ToProblem();

    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        [MaxLength(BusinessCalendar.CodeLength)] string code, SalesDb db, CancellationToken cancellation)
    {
        if (await db.BusinessCalendars.FindAsync([code], cancellation) is not { } calendar)
        {
            return SlaRefusals.CalendarNotFound.ToProblem();
        }

        if (await db.SlaPolicies.Where(policy => policy.CalendarCode == code).Select(policy => policy.Code).FirstOrDefaultAsync(cancellation) is { } user)
        {
            return SlaRefusals.CalendarInUse.Because($"'{user}' does.").ToProblem();
        }

        db.Remove(calendar);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }
}
