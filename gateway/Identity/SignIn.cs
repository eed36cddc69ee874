using Funnel.Gateway.People;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.Identity;

/// <summary>What became of an attempt to sign in: exactly one of the three is there, or the person must still choose a password.</summary>
/// <param name="MustChoosePassword">The one-time password was right; it is good for nothing else.</param>
/// <param name="Fault">For the person to read.</param>
internal sealed record SignInAttempt(Person? Person, bool MustChoosePassword = false, string? Fault = null);

/// <summary>Checks a name and a password, and takes a new one in the same step.</summary>
/// <remarks>
/// Whoever is unknown, locked or gone gets the same words after the same work as whoever mistyped: nobody learns who has
/// an account. Five failures lock a person for five minutes.
/// </remarks>
internal sealed class SignIn(UserManager<Person> people, TimeProvider clock)
{
    private static readonly SignInAttempt Wrong = new(null, Fault: "The name or the password is wrong, or there were too many attempts. Wait a little and try again.");
    private static readonly string Nobodys = new PasswordHasher<Person>().HashPassword(new(), "nobody's password");

    public async Task<SignInAttempt> Try(string name, string password, string? newPassword)
    {
        var person = await people.FindByNameAsync(name.Trim());
        if (person is null)
        {
            people.PasswordHasher.VerifyHashedPassword(new(), Nobodys, password);
            return Wrong;
        }

        var isRight = await people.CheckPasswordAsync(person, password);
        if (!person.IsActive || await people.IsLockedOutAsync(person) || person.OneTimePasswordUntil < clock.GetUtcNow())
        {
            return Wrong;
        }

        if (!isRight)
        {
            await people.AccessFailedAsync(person).OrThrow();
            return Wrong;
        }

        if (person.AccessFailedCount > 0)
        {
            await people.ResetAccessFailedCountAsync(person).OrThrow();
        }

        return string.IsNullOrEmpty(newPassword)
            ? new(person, MustChoosePassword: person.HasOneTimePassword)
            : await Change(person, password, newPassword);
    }

    private async Task<SignInAttempt> Change(Person person, string password, string newPassword)
    {
        if (newPassword == password)
        {
            return new(person, MustChoosePassword: true, "Choose a password that you did not have before.");
        }

        person.OneTimePasswordUntil = null;
        var changed = await people.ChangePasswordAsync(person, password, newPassword);
        return changed.Succeeded ? new(person) : new(person, MustChoosePassword: true, string.Join(' ', changed.Errors.Select(error => error.Description)));
    }
}
