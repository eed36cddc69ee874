using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Sla;

internal static class SlaEndpoints
{
    public static void AddSla(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<SlaPlanner>();
        builder.Services.WhenDue<WhenSlaWarning>(SlaTimers.Warning)
            .WhenDue<WhenSlaDue>(SlaTimers.Due)
            .WhenDue<WhenSlaRecycle>(SlaTimers.Recycle);
    }

    public static void MapSla(this WebApplication app)
    {
        var calendars = app.MapGroup("/api/sales/v1/calendars").WithTags("SLA")
            .RequirePermission(SalesPermissions.Manage).RetryOnConflict<SalesDb>();
        calendars.MapGet("/", ListCalendars.Handle).WithSummary("Lists the business calendars").RequirePermissions("sales");
        calendars.MapGet("/{code}", GetCalendar.Handle).Versioned<SalesDb, BusinessCalendar>(ByCode<BusinessCalendar>)
            .WithSummary("Shows a business calendar").RequirePermissions("sales");
        calendars.MapPut("/{code}", PutCalendar.Handle).Versioned<SalesDb, BusinessCalendar>(ByCode<BusinessCalendar>)
            .WithSummary("Creates or replaces a business calendar");
        calendars.MapDelete("/{code}", RemoveCalendar.Handle).WithSummary("Removes a business calendar that no SLA policy uses");

        var policies = app.MapGroup("/api/sales/v1/sla-policies").WithTags("SLA")
            .RequirePermission(SalesPermissions.Manage).RetryOnConflict<SalesDb>();
        policies.MapGet("/", ListSlaPolicies.Handle)
            .WithSummary("Lists the SLA policies in the order in which they are checked").RequirePermissions("sales");
        policies.MapGet("/{code}", GetSlaPolicy.Handle).Versioned<SalesDb, SlaPolicy>(ByCode<SlaPolicy>)
            .WithSummary("Shows an SLA policy").RequirePermissions("sales");
        policies.MapPut("/{code}", PutSlaPolicy.Handle).Versioned<SalesDb, SlaPolicy>(ByCode<SlaPolicy>)
            .WithSummary("Creates or replaces an SLA policy");
        policies.MapDelete("/{code}", RemoveSlaPolicy.Handle).WithSummary("Removes an SLA policy; running clocks keep their times");
    }

    private static async ValueTask<T?> ByCode<T>(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation)
        where T : class =>
        context.Arguments[0] is string code ? await db.Set<T>().FindAsync([code], cancellation) : null;
}
