using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Sla;

internal static class SlaEndpoints
{
    public static void AddSla(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<SlaPlanner>().AddScoped<Escalation>();
        builder.Services.WhenDue<WhenSlaWarning>(SlaTimers.Warning).WhenDue<WhenSlaDue>(SlaTimers.Due).WhenDue<WhenSlaRecycle>(SlaTimers.Recycle);
    }

    public static void MapSla(this WebApplication app)
    {
        var calendars = app.MapGroup("/api/sales/v1/calendars").WithTags("SLA").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        calendars.MapGet("/", ListCalendars.Handle).WithSummary("Lists the business calendars").RequirePermissions("sales");
        calendars.MapGet("/{code}", ListCalendars.Show).Versioned<SalesDb, BusinessCalendar>(ByCode<BusinessCalendar>).WithSummary("Shows a business calendar").RequirePermissions("sales");
        calendars.MapPut("/{code}", PutCalendar.Handle).Versioned<SalesDb, BusinessCalendar>(ByCode<BusinessCalendar>).WithSummary("Makes a business calendar, or another one of it");
        calendars.MapDelete("/{code}", ListCalendars.Remove).WithSummary("Removes a business calendar that no policy counts by");

        var policies = app.MapGroup("/api/sales/v1/sla-policies").WithTags("SLA").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        policies.MapGet("/", ListSlaPolicies.Handle).WithSummary("Lists the SLA policies in the order in which they are looked at").RequirePermissions("sales");
        policies.MapGet("/{code}", ListSlaPolicies.Show).Versioned<SalesDb, SlaPolicy>(ByCode<SlaPolicy>).WithSummary("Shows an SLA policy").RequirePermissions("sales");
        policies.MapPut("/{code}", PutSlaPolicy.Handle).Versioned<SalesDb, SlaPolicy>(ByCode<SlaPolicy>).WithSummary("Makes an SLA policy, or another one of it");
        policies.MapDelete("/{code}", ListSlaPolicies.Remove).WithSummary("Removes an SLA policy; clocks that run by it go on");
    }

    private static async ValueTask<T?> ByCode<T>(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) where T : class =>
        context.Arguments[0] is string code ? await db.Set<T>().FindAsync([code], cancellation) : null;
}
