using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

internal static class TeamEndpoints
{
    public static void AddTeam(this WebApplicationBuilder builder) => builder.Services.AddScoped<Rota>();

    public static void MapTeam(this WebApplication app)
    {
        var team = app.MapGroup("/api/sales/v1/representatives").WithTags("Team").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        team.MapGet("/", ListRepresentatives.Handle).WithSummary("Lists the representatives by name").RequirePermissions("sales");
        team.MapGet("/{id:guid}", GetRepresentative.Handle).Versioned<SalesDb, Representative>().WithSummary("Shows a representative").RequirePermissions("sales");
        team.MapPost("/", AddRepresentative.Handle).Versioned<SalesDb, Representative>().WithSummary("Adds a representative, once an e-mail address and external id");
        team.MapPost("/{id:guid}/activate", SetActive.Activate).Versioned<SalesDb, Representative>().WithSummary("Lets handoffs go to the representative");
        team.MapPost("/{id:guid}/deactivate", SetActive.Deactivate).Versioned<SalesDb, Representative>().WithSummary("Keeps new handoffs from the representative");
    }
}
