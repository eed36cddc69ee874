using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Sla;

/// <summary>A business calendar: the working time of a team.</summary>
/// <param name="TimeZone">IANA name, such as <c>Europe/Berlin</c>.</param>
/// <param name="Hours">The openings of a week, in local time. They must add up to at least one hour.</param>
/// <param name="Holidays">Local days without working hours.</param>
public sealed record PutCalendarRequest(
    [property: Required, MaxLength(BusinessCalendar.NameLength)] string Name,
    [property: Required, MaxLength(BusinessCalendar.TimeZoneLength)] string TimeZone,
    [property: Required, MinLength(1), MaxLength(BusinessCalendar.MostOpenings)] IReadOnlyList<Opening> Hours,
    [property: MaxLength(BusinessCalendar.MostHolidays)] IReadOnlyList<Holiday>? Holidays = null) : IValidatableObject
{
    /// <summary>Checks the items of the lists, because JSON accepts <c>null</c> as an item.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hours.Any(opening => opening is null || !Enum.IsDefined(opening.Day)))
        {
            yield return new("An opening must not be null, and must have a weekday.", [nameof(Hours)]);
        }

        if (Holidays?.Any(holiday => string.IsNullOrWhiteSpace(holiday?.Name)
            || holiday.Name.Length > BusinessCalendar.HolidayLength) == true)
        {
            yield return new($"A holiday must have a name of 1 to {BusinessCalendar.HolidayLength} characters.", [nameof(Holidays)]);
        }
    }
}

/// <summary>Creates or replaces a calendar. Running clocks keep their times.</summary>
internal static class PutCalendar
{
    public static async Task<Results<Created<CalendarResponse>, Ok<CalendarResponse>, ProblemHttpResult>> Handle(
        [MaxLength(BusinessCalendar.CodeLength), RegularExpression(BusinessCalendar.CodePattern)] string code,
        PutCalendarRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await db.BusinessCalendars.FindAsync([code], cancellation);
        var calendar = known ?? BusinessCalendar.Create(code);
        if (calendar.Update(request.Name, request.TimeZone, request.Hours, request.Holidays ?? []).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (known is null)
        {
            db.Add(calendar);
        }

        await db.SaveChangesAsync(cancellation);
        var response = CalendarResponse.Of(calendar);
        return known is null ? TypedResults.Created($"/api/sales/v1/calendars/{code}", response) : TypedResults.Ok(response);
    }
}
