using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>A password that only lets a person choose a new password. It is shown once and is valid for one week.</summary>
internal static class OneTimePassword
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int Length = 20, Group = 5;

    /// <summary>31 characters without those that look alike. A password has 20 of them, which is 99 bits.</summary>
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Replaces the password of a person with a new one-time password, and ends the person's sessions.</summary>
    /// <returns>The password. The database keeps only its hash.</returns>
    public static async Task<string> Issue(Person person, UserManager<Person> people, DateTimeOffset now)
    {
        var password = Random(Length);
        person.OneTimePasswordUntil = now + Lifetime;
        person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
        person.LockoutEnd = null;
        person.AccessFailedCount = 0;
        await people.UpdateSecurityStampAsync(person).OrThrow();
        return password;
    }

    /// <summary>Random characters in groups of five.</summary>
    public static string Random(int length) =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, length).Chunk(Group).Select(part => new string(part)));
}
