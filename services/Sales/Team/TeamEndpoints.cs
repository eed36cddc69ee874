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
        team.MapPost("/", AddRepresentative.Handle).WithSummary("Adds a representative, once an e-mail address and external id");
        team.MapPost("/{id:guid}/activate", SetActive.Activate).WithSummary("Lets handoffs go to the representative");
        team.MapPost("/{id:guid}/deactivate", SetActive.Deactivate).WithSummary("Keeps new handoffs from the representative");
    }
}
