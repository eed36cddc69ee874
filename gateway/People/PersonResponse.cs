namespace Funnel.Gateway.People;

/// <summary>A person who can sign in.</summary>
/// <param name="SignInName">The email address. The first administrator has the name <c>admin</c>.</param>
/// <param name="IsActive">False if the person can no longer sign in.</param>
/// <param name="HasOneTimePassword">True if the person has not yet replaced the one-time password.</param>
/// <param name="HasSecondFactor">True if the person also needs a code from an authenticator app to sign in.</param>
public sealed record PersonResponse(
    Guid Id, string SignInName, string Name, IReadOnlyList<string> Roles, bool IsActive, bool HasOneTimePassword, bool HasSecondFactor,
    DateTimeOffset CreatedAt)
{
    internal static PersonResponse Of(Person person) => new(
        person.Id, person.UserName!, person.Name, person.Roles, person.IsActive, person.HasOneTimePassword, person.HasSecondFactor,
        person.CreatedAt);
}
