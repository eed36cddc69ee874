using Funnel.Gateway.People;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.Identity;

/// <summary>The outcome of an attempt to sign in.</summary>
internal abstract record SignInOutcome
{
    public sealed record SignedIn(Person Person) : SignInOutcome;

    /// <param name="MustChoosePassword">The one-time password is right, but the person must choose a new password.</param>
    /// <param name="Error">The text for the sign-in page; null if the person has made no mistake.</param>
    public sealed record Rejected(bool MustChoosePassword, string? Error) : SignInOutcome;
}

/// <summary>Checks a name and a password, and replaces the password if the person chose a new one.</summary>
/// <remarks>
/// An unknown name, a locked account, an inactive person and a wrong password get the same answer after the same amount of work. So the
/// page does not reveal which accounts exist. Five wrong passwords lock a person for five minutes.
/// </remarks>
internal sealed class SignIn(UserManager<Person> people, TimeProvider clock)
{
    private static readonly SignInOutcome Wrong = new SignInOutcome.Rejected(
        MustChoosePassword: false,
        "The name or the password is wrong, or the account is locked after too many attempts. Check both, or try again in five minutes.");

    /// <summary>For unknown names: checking this hash takes as long as checking the hash of a person.</summary>
    private static readonly string DummyHash = new PasswordHasher<Person>().HashPassword(new(), "the password of no person");

    public async Task<SignInOutcome> Try(string name, string password, string? newPassword)
    {
        var person = await people.FindByNameAsync(name.Trim());
        if (person is null)
        {
            people.PasswordHasher.VerifyHashedPassword(new(), DummyHash, password);
            return Wrong;
        }

        var isCorrect = await people.CheckPasswordAsync(person, password);
        if (!person.IsActive || await people.IsLockedOutAsync(person) || person.OneTimePasswordUntil < clock.GetUtcNow())
        {
            return Wrong;
        }

        if (!isCorrect)
        {
            await people.AccessFailedAsync(person).OrThrow();
            return Wrong;
        }

        if (person.AccessFailedCount > 0)
        {
            await people.ResetAccessFailedCountAsync(person).OrThrow();
        }

        if (!string.IsNullOrEmpty(newPassword))
        {
            return await ChangePassword(person, password, newPassword);
        }

        return person.HasOneTimePassword
            ? new SignInOutcome.Rejected(MustChoosePassword: true, Error: null)
            : new SignInOutcome.SignedIn(person);
    }

    private async Task<SignInOutcome> ChangePassword(Person person, string password, string newPassword)
    {
        if (newPassword == password)
        {
            return new SignInOutcome.Rejected(MustChoosePassword: true, "The new password must differ from the old one.");
        }

        person.OneTimePasswordUntil = null;
        var changed = await people.ChangePasswordAsync(person, password, newPassword);
        return changed.Succeeded
            ? new SignInOutcome.SignedIn(person)
            : new SignInOutcome.Rejected(MustChoosePassword: true, string.Join(' ', changed.Errors.Select(error => error.Description)));
    }
}
