using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

internal static class TeamEndpoints
{
    public static void AddTeam(this WebApplicationBuilder builder) => builder.Services.AddScoped<RotaLock>();

    public static void MapTeam(this WebApplication app)
    {
        var team = app.MapGroup("/api/sales/v1/representatives").WithTags("Team").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        team.MapGet("/", ListRepresentatives.Handle).WithSummary("Lists the representatives by name").RequirePermissions("sales");
        team.MapGet("/{id:guid}", GetRepresentative.Handle).Versioned<SalesDb, Representative>().WithSummary("Shows a representative").RequirePermissions("sales");
        team.MapPost("/", AddRepresentative.Handle).VersionedByAnswer<SalesDb, Representative, RepresentativeResponse>(answer => [answer.Id]).WithSummary("Adds a representative, once an e-mail address and external id");
        team.MapPost("/{id:guid}/activate", SetActive.Activate).Versioned<SalesDb, Representative>().WithSummary("Lets handoffs go to the representative");
        team.MapPut("/{id:guid}/team", PlaceRepresentative.JoinTeam).Versioned<SalesDb, Representative>().WithSummary("Puts the representative into a team, or into none");
        team.MapPut("/{id:guid}/person", PlaceRepresentative.LinkPerson).Versioned<SalesDb, Representative>().WithSummary("Says who signs in as the representative, or that nobody does");
        team.MapPut("/{id:guid}/capacity", SetCapacity.Handle).Versioned<SalesDb, Representative>().WithSummary("Sets the representative's weight, and how many pending handoffs there may be");
        team.MapGet("/{id:guid}/absences", PlanAbsence.List).WithSummary("Lists the representative's absences that are not over").RequirePermissions("sales");
        team.MapPost("/{id:guid}/absences", PlanAbsence.Handle).WithSummary("Plans an absence: no new handoffs until the representative is back");
        team.MapDelete("/{id:guid}/absences/{absenceId:guid}", PlanAbsence.Remove).WithSummary("Ends an absence, or cancels it");
        team.MapPost("/{id:guid}/deactivate", SetActive.Deactivate).Versioned<SalesDb, Representative>().WithSummary("Keeps new handoffs from the representative");

        var teams = app.MapGroup("/api/sales/v1/teams").WithTags("Team").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        teams.MapGet("/", ListTeams.Handle).WithSummary("Lists the teams by code").RequirePermissions("sales");
        teams.MapGet("/{id:guid}", ListTeams.Show).Versioned<SalesDb, SalesTeam>().WithSummary("Shows a team").RequirePermissions("sales");
        teams.MapPost("/", Team.AddTeam.Handle).VersionedByAnswer<SalesDb, SalesTeam, TeamResponse>(answer => [answer.Id]).WithSummary("Adds a team, once a code");
        teams.MapPut("/{id:guid}", ChangeTeam.Handle).Versioned<SalesDb, SalesTeam>().WithSummary("Changes a team's name and manager");
        teams.MapPost("/{id:guid}/move", MoveTeam.Handle).Versioned<SalesDb, SalesTeam>().WithSummary("Moves a team, and those below it, below another one");
    }
}
