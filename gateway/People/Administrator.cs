using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>The first administrator. The step <c>gateway migrate</c> creates it in an empty database.</summary>
internal static class Administrator
{
    public const string Role = "administrator", SignInName = "admin";

    /// <summary>The operator, who needs no token.</summary>
    private static readonly Actor CommandLine = new("command-line", null);

    private const long LockKey = 0x41444D494E; // "ADMIN"

    /// <summary>Waits until no other transaction changes administrators.</summary>
    public static Task Lock(IdentityDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlRawAsync($"select pg_advisory_xact_lock({LockKey})", cancellation);

    /// <summary>
    /// Creates the administrator if the database has no people. With <paramref name="reset"/>, resets an existing administrator too, and
    /// removes the second factor.
    /// </summary>
    /// <returns>The one-time password; null if nothing was done.</returns>
    public static async Task<string?> CreateOrReset(
        IdentityDb db, UserManager<Person> people, Revocations revocations, DateTimeOffset now, bool reset)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Lock(db, CancellationToken.None);
        if (!reset && await db.Users.AnyAsync())
        {
            return null;
        }

        var person = await people.FindByNameAsync(SignInName);
        if (person is null)
        {
            person = new()
            {
                Id = Guid.CreateVersion7(now),
                UserName = SignInName,
                Name = "Administrator",
                Roles = [Role],
                CreatedAt = now,
            };
            await people.CreateAsync(person).OrThrow();
        }

        person.Roles = [.. person.Roles.Union([Role])];
        person.IsActive = true;
        SecondFactor.Remove(person);
        db.Add(AuditEntry.Event(CommandLine, "password-reset", "person", person.Id.ToString(), null, now));
        var password = await OneTimePassword.Issue(person, people, now);
        await revocations.Revoke(person.Id.ToString(), db, CancellationToken.None);
        await transaction.CommitAsync();
        return password;
    }
}
