using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>A password that is shown once, good for one week and for one thing: to choose one's own.</summary>
internal static class OneTimePassword
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Without letters and figures that are mistaken for each other: 20 of 31 make 99 bits.</summary>
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Gives the person a new one in place of whatever they had, and whoever is signed in as them must do so again.</summary>
    /// <returns>The password; it is kept nowhere.</returns>
    public static async Task<string> Give(Person person, UserManager<Person> people, DateTimeOffset now)
    {
        var password = string.Join('-', RandomNumberGenerator.GetString(Alphabet, 20).Chunk(5).Select(part => new string(part)));
        person.OneTimePasswordUntil = now + Lifetime;
        person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
        person.LockoutEnd = null;
        person.AccessFailedCount = 0;
        await people.UpdateSecurityStampAsync(person).OrThrow();
        return password;
    }
}
