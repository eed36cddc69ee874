using Funnel.Messaging;
using Funnel.Sales.Routing;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

internal static class HandoffsEndpoints
{
    public static void AddHandoffs(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<HandoffOptions>(HandoffOptions.Section);
        builder.Services.AddSingleton<QueueMetrics>().AddSingleton<AssignQueuedHandoffs>();
        builder.Services.AddScoped<LeadRouter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AssignQueuedHandoffs>());
    }

    public static void MapHandoffs(this WebApplication app)
    {
        var handoffs = app.MapGroup("/api/sales/v1/handoffs").WithTags("Handoffs").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        handoffs.MapGet("/", ListHandoffs.Handle).WithSummary("Lists handoffs, newest first: the inbox");
        handoffs.MapGet("/queue", GetQueue.Handle).WithSummary("Tells how many handoffs wait in the queue, and since when");
        handoffs.MapGet("/{id:guid}", GetHandoff.Handle).Versioned<SalesDb, Handoff>().WithSummary("Shows a handoff: why it came, who has it, what was decided");
        handoffs.MapPost("/{id:guid}/accept", AcceptHandoff.Handle).Versioned<SalesDb, Handoff>().WithSummary("Takes the lead");
        handoffs.MapPost("/{id:guid}/reject", RejectHandoff.Handle).Versioned<SalesDb, Handoff>().WithSummary("Finds the lead not valid");
        handoffs.MapPost("/{id:guid}/recycle", RecycleHandoff.Handle).Versioned<SalesDb, Handoff>().WithSummary("Gives the lead back to Marketing: valid, but not now");
        handoffs.MapPost("/decisions/batch", DecideHandoffsInBulk.Handle).WithSummary("Decides up to 1,000 handoffs; each stands alone");
        app.MapRouting();
    }
}
