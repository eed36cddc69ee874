using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Team;

internal static class TeamEndpoints
{
    public static void AddTeam(this WebApplicationBuilder builder) => builder.Services.AddSingleton<AvailabilitySignal>();

    public static void MapTeam(this WebApplication app)
    {
        var team = app.MapGroup("/api/sales/v1/representatives").WithTags("Team").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        team.MapGet("/", ListRepresentatives.Handle).WithSummary("Lists the representatives by name").RequirePermissions("sales");
        team.MapGet("/{id:guid}", GetRepresentative.Handle).Versioned<SalesDb, Representative>().WithSummary("Shows a representative")
            .RequirePermissions("sales");
        team.MapPost("/", AddRepresentative.Handle)
            .VersionedByAnswer<SalesDb, Representative, RepresentativeResponse>(answer => [answer.Id])
            .WithSummary("Adds a representative; a known email or external id returns the known representative");
        team.MapPost("/{id:guid}/activate", SetActive.Activate).Versioned<SalesDb, Representative>()
            .WithSummary("Activates a representative, who gets handoffs from then on");
        team.MapPut("/{id:guid}/team", PlaceRepresentative.JoinTeam).Versioned<SalesDb, Representative>()
            .WithSummary("Sets the team of a representative");
        team.MapPut("/{id:guid}/person", PlaceRepresentative.LinkPerson).Versioned<SalesDb, Representative>()
            .WithSummary("Sets the user who signs in as the representative");
        team.MapPut("/{id:guid}/capacity", SetCapacity.Handle).Versioned<SalesDb, Representative>()
            .WithSummary("Sets the weight and the limit of pending handoffs of a representative");
        team.MapGet("/{id:guid}/absences", PlanAbsence.List).WithSummary("Lists the absences of a representative that are not over")
            .RequirePermissions("sales");
        team.MapPost("/{id:guid}/absences", PlanAbsence.Handle)
            .WithSummary("Plans an absence; the representative gets no new handoffs during it");
        team.MapDelete("/{id:guid}/absences/{absenceId:guid}", PlanAbsence.Remove).WithSummary("Removes an absence");

        var teams = app.MapGroup("/api/sales/v1/teams").WithTags("Team").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        teams.MapGet("/", ListTeams.Handle).WithSummary("Lists the teams by code").RequirePermissions("sales");
        teams.MapGet("/{id:guid}", ListTeams.Show).Versioned<SalesDb, SalesTeam>().WithSummary("Shows a team").RequirePermissions("sales");
        teams.MapPost("/", Team.AddTeam.Handle).VersionedByAnswer<SalesDb, SalesTeam, TeamResponse>(answer => [answer.Id])
            .WithSummary("Adds a team; a known code returns the known team");
        teams.MapPut("/{id:guid}", ChangeTeam.Handle).Versioned<SalesDb, SalesTeam>()
            .WithSummary("Changes the name and the manager of a team");
        teams.MapPost("/{id:guid}/move", MoveTeam.Handle).Versioned<SalesDb, SalesTeam>()
            .WithSummary("Moves a team with the teams below it under another parent");
    }
}
