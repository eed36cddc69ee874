using Funnel.Messaging;
using Funnel.Sales.Routing;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

internal static class HandoffsEndpoints
{
    public static void AddHandoffs(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<HandoffOptions>(HandoffOptions.Section);
        builder.Services.AddSingleton<QueueMetrics>().AddHostedService<AssignQueuedHandoffs>();
        builder.Services.AddScoped<RotaLock>().AddScoped<LeadRouter>();
    }

    public static void MapHandoffs(this WebApplication app)
    {
        var handoffs = app.MapGroup("/api/sales/v1/handoffs").WithTags("Handoffs").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        handoffs.MapGet("/", ListHandoffs.Handle).WithSummary("Lists handoffs, newest first");
        handoffs.MapGet("/queue", GetQueue.Handle).WithSummary("Shows how many handoffs wait in the queue, and since when");
        handoffs.MapGet("/{id:guid}", GetHandoff.Handle).Versioned<SalesDb, Handoff>()
            .WithSummary("Shows a handoff: its score, its representative, and its decision");
        handoffs.MapPost("/{id:guid}/accept", AcceptHandoff.Handle).Versioned<SalesDb, Handoff>()
            .WithSummary("Accepts a handoff: Sales takes the lead");
        handoffs.MapPost("/{id:guid}/reject", RejectHandoff.Handle).Versioned<SalesDb, Handoff>()
            .WithSummary("Rejects a handoff: the lead is not valid");
        handoffs.MapPost("/{id:guid}/recycle", RecycleHandoff.Handle).Versioned<SalesDb, Handoff>()
            .WithSummary("Recycles a handoff: the lead is valid, but the time is wrong");
        handoffs.MapPost("/decisions/batch", DecideHandoffsInBulk.Handle).DisableValidation()
            .WithSummary("Decides up to 1,000 handoffs; each item succeeds or fails alone");
    }
}
