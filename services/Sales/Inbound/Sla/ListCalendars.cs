using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <inheritdoc cref="PutCalendarRequest"/>
public sealed record CalendarResponse(
    string Code, string Name, string TimeZone, IReadOnlyList<Opening> Hours, IReadOnlyList<Holiday> Holidays)
{
    internal static CalendarResponse Of(BusinessCalendar calendar) =>
        new(calendar.Code, calendar.Name, calendar.TimeZone, calendar.Hours, calendar.Holidays);
}

/// <summary>All business calendars.</summary>
public sealed record CalendarsResponse(IReadOnlyList<CalendarResponse> Items);

internal static class ListCalendars
{
    public static async Task<Ok<CalendarsResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var calendars = await db.BusinessCalendars.AsNoTracking().OrderBy(calendar => calendar.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new CalendarsResponse([.. calendars.Select(CalendarResponse.Of)]));
    }
}
