using Funnel.ServiceDefaults;

namespace Funnel.Gateway.People;

internal static class PeopleEndpoints
{
    public static void MapPeople(this WebApplication app)
    {
        var people = app.MapGroup("/api/identity/v1/people").WithTags("People").RequirePermission(Access.Administration);
        people.MapPost("/", AddPerson.Handle).WithSummary("Adds a person who can sign in, and returns a one-time password");
        people.MapGet("/", ListPeople.Handle).WithSummary("Lists the people who can sign in, newest first");
        people.MapGet("/{id:guid}", GetPerson.Handle).WithSummary("Shows a person who can sign in");
        people.MapPatch("/{id:guid}", ChangePerson.Handle)
            .WithSummary("Changes the name or the roles of a person, or deactivates the person");
        people.MapPost("/{id:guid}/password", ResetPassword.Handle).WithSummary("Resets the password of a person to a one-time password");
        people.MapDelete("/{id:guid}/second-factor", RemoveSecondFactor.Handle)
            .WithSummary("Removes the second factor of a person who has lost it");
    }
}
