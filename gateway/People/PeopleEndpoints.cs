using Funnel.ServiceDefaults;

namespace Funnel.Gateway.People;

internal static class PeopleEndpoints
{
    public static void MapPeople(this WebApplication app)
    {
        var people = app.MapGroup("/api/identity/v1/people").WithTags("People").RequirePermission(Access.Administration);
        people.MapPost("/", AddPerson.Handle).WithSummary("Lets somebody sign in, with a password to be used once");
        people.MapGet("/", ListPeople.Handle).WithSummary("Lists the people who can sign in, newest first");
        people.MapGet("/{id:guid}", ListPeople.Show).WithSummary("Shows one of the people who can sign in");
        people.MapPatch("/{id:guid}", ChangePerson.Handle).WithSummary("Changes a person's name or roles, or whether they can sign in");
        people.MapPost("/{id:guid}/password", GivePassword.Handle).WithSummary("Gives somebody who lost their password one to be used once");
    }
}
