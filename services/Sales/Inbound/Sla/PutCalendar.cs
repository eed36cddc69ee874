using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Sla;

/// <summary>A business calendar, whole.</summary>
/// <param name="TimeZone">By the IANA's name, such as <c>Europe/Berlin</c>.</param>
/// <param name="Hours">The openings of a week, by the local clock; an hour a week at the least.</param>
/// <param name="Holidays">Local days on which nobody is at work.</param>
public sealed record PutCalendarRequest(
    [property: Required, MaxLength(BusinessCalendar.NameLength)] string Name,
    [property: Required, MaxLength(BusinessCalendar.TimeZoneLength)] string TimeZone,
    [property: Required, MinLength(1), MaxLength(BusinessCalendar.MostOpenings)] IReadOnlyList<Opening> Hours,
    [property: MaxLength(BusinessCalendar.MostHolidays)] IReadOnlyList<Holiday>? Holidays = null) : IValidatableObject
{
    /// <summary>JSON's <c>null</c> passes for an item of any type.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hours.Any(opening => opening is null || !Enum.IsDefined(opening.Day)))
        {
            yield return new("An opening is null, or of no weekday.", [nameof(Hours)]);
        }

        if (Holidays?.Any(holiday => holiday is null || string.IsNullOrWhiteSpace(holiday.Name) || holiday.Name.Length > BusinessCalendar.HolidayLength) == true)
        {
            yield return new($"A holiday has a name of 1 to {BusinessCalendar.HolidayLength} characters.", [nameof(Holidays)]);
        }
    }
}

/// <summary>Makes a calendar, or another one of it. Clocks that run keep the times that they have.</summary>
internal static class PutCalendar
{
    public static async Task<Results<Created<CalendarResponse>, Ok<CalendarResponse>, ProblemHttpResult>> Handle(
        [MaxLength(BusinessCalendar.CodeLength), RegularExpression(BusinessCalendar.CodePattern)] string code,
        PutCalendarRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await db.BusinessCalendars.FindAsync([code], cancellation);
        var calendar = known ?? BusinessCalendar.Make(code);
        if (calendar.Become(request.Name, request.TimeZone, request.Hours, request.Holidays ?? []) is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (known is null)
        {
            db.Add(calendar);
        }

        await db.SaveChangesAsync(cancellation);
        var answer = CalendarResponse.Of(calendar);
        return known is null ? TypedResults.Created($"/api/sales/v1/calendars/{code}", answer) : TypedResults.Ok(answer);
    }
}
