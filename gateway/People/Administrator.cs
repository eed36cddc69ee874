using Funnel.Gateway.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>The first one who may let others in. Made with the database, by the step that comes before the start.</summary>
internal static class Administrator
{
    public const string Role = "administrator", SignInName = "admin";

    private const long Lock = 0x41444D494E; // "ADMIN"

    public static Task OneAtATime(IdentityDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlRawAsync($"select pg_advisory_xact_lock({Lock})", cancellation);

    /// <summary>Where there is nobody yet, or, for who lost their password, where it is asked for.</summary>
    /// <returns>The one-time password, to be printed once; null where somebody is there.</returns>
    public static async Task<string?> Make(IServiceProvider services, bool anew)
    {
        var (db, people, clock) = (services.GetRequiredService<IdentityDb>(), services.GetRequiredService<UserManager<Person>>(), services.GetRequiredService<TimeProvider>());
        await using var transaction = await db.Database.BeginTransactionAsync();
        await OneAtATime(db, CancellationToken.None);
        if (!anew && await db.Users.AnyAsync())
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var person = await people.FindByNameAsync(SignInName);
        if (person is null)
        {
            person = new() { Id = Guid.CreateVersion7(now), UserName = SignInName, Name = "Administrator", Roles = [Role], CreatedAt = now };
            await people.CreateAsync(person).OrThrow();
        }

        person.Roles = [.. person.Roles.Union([Role])];
        person.IsActive = true;
        var password = await OneTimePassword.Give(person, people, now);
        await transaction.CommitAsync();
        return password;
    }
}
