using Funnel.Gateway.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway.Identity;

/// <summary>Signs a person in, step by step: password, code of the second factor, new password, set-up of a second factor.</summary>
/// <remarks>
/// An unknown name, a locked account, an inactive person and a wrong password get the same answer after the same amount of work. So the
/// page does not reveal which accounts exist. Five wrong attempts lock a person for five minutes.
/// </remarks>
internal sealed class SignIn(
    UserManager<Person> people, IdentityDb db, Revocations revocations, SecurityEvents events, IdentitySecret secret,
    IOptions<IdentityOptions> options, TimeProvider clock)
{
    private const string WrongPassword =
        "The name or the password is wrong, or the account is locked after too many attempts. Check both, or try again in five minutes.";

    private const string WrongCode =
        "The code is wrong or was used before, or the account is locked after too many attempts. Enter the next code, "
        + "or try again in five minutes.";

    private const string Expired = "The sign-in took too long, or the account has changed. Enter your password again.";

    private static readonly Person Nobody = new();

    /// <summary>For unknown names: checking this hash takes as long as checking the hash of a person.</summary>
    private static readonly string DummyHash = new PasswordHasher<Person>().HashPassword(Nobody, "the password of no person");

    /// <param name="name">The email address or the user name.</param>
    /// <param name="password">The password.</param>
    /// <param name="wantsNewPassword">The person wants to change the password.</param>
    /// <param name="wantsSecondFactor">The person wants to set up a second factor.</param>
    /// <param name="cancellation">Cancels the check.</param>
    public async Task<SignInOutcome> CheckPassword(
        string name, string password, bool wantsNewPassword, bool wantsSecondFactor, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var person = await people.FindByNameAsync(name.Trim());
        var isRight = IsPassword(person, password);
        var evidence = !isRight ? Evidence.Wrong : person?.HasSecondFactor == true ? Evidence.NeedsCode : Evidence.Right;
        var attempt = await SignInAttempt.Record(db, person, evidence, code: null, now, cancellation);
        if (attempt != AttemptResult.Passed || person is null)
        {
            await events.SignInFailed(person, attempt, cancellation);
            return new SignInOutcome.Asks(SignInStep.Password, WrongPassword);
        }

        return Next(person, SignInTicket.For(person, now) with
        {
            WantsNewPassword = wantsNewPassword,
            WantsSecondFactor = wantsSecondFactor,
        });
    }

    /// <summary>Takes the next step of a person who has entered the right password.</summary>
    public async Task<SignInOutcome> Continue(string sealedTicket, string? code, string? newPassword, CancellationToken cancellation)
    {
        if (SignInTicket.Open(sealedTicket, secret, clock.GetUtcNow()) is not { } ticket
            || await people.FindByIdAsync(ticket.Person.ToString()) is not { IsActive: true } person
            || person.SecurityStamp != ticket.Stamp)
        {
            return new SignInOutcome.Asks(SignInStep.Password, Expired);
        }

        return StepOf(person, ticket) switch
        {
            SignInStep.Code => await CheckCode(person, ticket, code ?? "", cancellation),
            SignInStep.NewPassword => await ChangePassword(person, ticket, newPassword ?? "", cancellation),
            SignInStep.SecondFactor => await SetSecondFactor(person, ticket, code ?? "", cancellation),
            _ => Next(person, ticket),
        };
    }

    /// <returns>The step that the person has to take next; null if the person is signed in.</returns>
    private SignInStep? StepOf(Person person, SignInTicket ticket) =>
        person.HasSecondFactor && !ticket.HasPassedCode ? SignInStep.Code
        : person.HasOneTimePassword || ticket.WantsNewPassword ? SignInStep.NewPassword
        : ticket.WantsSecondFactor || (!person.HasSecondFactor && options.Value.RequiresSecondFactor(person.Roles))
            ? SignInStep.SecondFactor
        : null;

    private SignInOutcome Next(Person person, SignInTicket ticket)
    {
        if (StepOf(person, ticket) is not { } step)
        {
            return new SignInOutcome.SignedIn(person);
        }

        return Ask(step, person, step == SignInStep.SecondFactor ? ticket with { SecondFactor = NewSecondFactor.Create() } : ticket);
    }

    private SignInOutcome.Asks Ask(SignInStep step, Person person, SignInTicket ticket, string? error = null) =>
        new(step, error, ticket.Seal(secret), step == SignInStep.SecondFactor ? ticket.SecondFactor : null, person.UserName);

    private async Task<SignInOutcome> CheckCode(Person person, SignInTicket ticket, string code, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var isFromApp = code.All(character => char.IsAsciiDigit(character) || character == ' ');
        var step = isFromApp ? SecondFactor.StepOf(code, person, secret, now) : null;
        var accepted = new AcceptedCode(step ?? 0, isFromApp ? "" : SecondFactor.Hash(code));
        var evidence = isFromApp && step is null ? Evidence.Wrong : Evidence.Right;
        var attempt = await SignInAttempt.Record(db, person, evidence, accepted, now, cancellation);
        if (attempt != AttemptResult.Passed)
        {
            await events.SignInFailed(person, attempt, cancellation);
            return Ask(SignInStep.Code, person, ticket, WrongCode);
        }

        return Next(person, ticket with { HasPassedCode = true });
    }

    /// <summary>Replaces the password, and ends all other sessions and access tokens of the person.</summary>
    private async Task<SignInOutcome> ChangePassword(Person person, SignInTicket ticket, string newPassword, CancellationToken cancellation)
    {
        if (IsPassword(person, newPassword))
        {
            return Ask(SignInStep.NewPassword, person, ticket, "The new password must differ from the old one.");
        }

        foreach (var validator in people.PasswordValidators)
        {
            if (await validator.ValidateAsync(people, person, newPassword) is { Succeeded: false } refused)
            {
                return Ask(SignInStep.NewPassword, person, ticket, string.Join(' ', refused.Errors.Select(error => error.Description)));
            }
        }

        person.OneTimePasswordUntil = null;
        person.PasswordHash = people.PasswordHasher.HashPassword(person, newPassword);
        events.Add("password-changed", person);
        return await EndOtherSessions(person, ticket with { WantsNewPassword = false }, cancellation);
    }

    /// <summary>Sets the second factor that the page showed, if the code is one of its codes.</summary>
    private async Task<SignInOutcome> SetSecondFactor(Person person, SignInTicket ticket, string code, CancellationToken cancellation)
    {
        if (ticket.SecondFactor is not { } shown)
        {
            return Next(person, ticket);
        }

        if (SecondFactor.StepOf(code, shown.Key, clock.GetUtcNow()) is not { } step)
        {
            return Ask(SignInStep.SecondFactor, person, ticket, "The code is wrong. Enter the code that the app shows now.");
        }

        SecondFactor.Set(person, shown, step, secret);
        events.Add("second-factor-set", person);
        return await EndOtherSessions(
            person, ticket with { WantsSecondFactor = false, HasPassedCode = true, SecondFactor = null }, cancellation);
    }

    private async Task<SignInOutcome> EndOtherSessions(Person person, SignInTicket ticket, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await people.UpdateSecurityStampAsync(person).OrThrow();
        await revocations.Revoke(person.Id.ToString(), db, cancellation);
        await transaction.CommitAsync(cancellation);
        await revocations.Load(cancellation);
        return Next(person, ticket with { Stamp = person.SecurityStamp });
    }

    private bool IsPassword(Person? person, string password) =>
        people.PasswordHasher.VerifyHashedPassword(person ?? Nobody, person?.PasswordHash ?? DummyHash, password)
            != PasswordVerificationResult.Failed;
}
