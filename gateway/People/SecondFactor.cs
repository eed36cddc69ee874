using System.Security.Cryptography;
using System.Text;
using Funnel.Gateway.Identity;
using OtpNet;

namespace Funnel.Gateway.People;

/// <summary>A new second factor, which the person has not yet confirmed with a code.</summary>
/// <param name="Key">The key for the authenticator app.</param>
/// <param name="RecoveryCodes">Each of them replaces a code of the app once.</param>
internal sealed record NewSecondFactor(byte[] Key, IReadOnlyList<string> RecoveryCodes)
{
    private const int KeyBytes = 20, RecoveryCodeCount = 10, RecoveryCodeLength = 16;

    public static NewSecondFactor Create() => new(
        RandomNumberGenerator.GetBytes(KeyBytes),
        [.. Enumerable.Range(0, RecoveryCodeCount).Select(_ => OneTimePassword.Random(RecoveryCodeLength))]);

    /// <summary>The address that an authenticator app reads from the QR code.</summary>
    public string Address(string signInName) => new OtpUri(OtpType.Totp, Base32Encoding.ToString(Key), signInName, "Funnel").ToString();
}

/// <summary>The second factor of a person: six digits from an authenticator app (RFC 6238), or a recovery code.</summary>
internal static class SecondFactor
{
    private const string Purpose = "funnel second factor";

    /// <summary>Accepts the code of the step before and after too, for clocks that differ by up to 30 seconds.</summary>
    private static readonly VerificationWindow Window = VerificationWindow.RfcSpecifiedNetworkDelay;

    /// <summary>Gives the person the confirmed second factor. The database holds the key encrypted, and the codes as hashes.</summary>
    public static void Set(Person person, NewSecondFactor factor, long step, IdentitySecret secret)
    {
        person.SecondFactorKey = secret.Seal(factor.Key, Purpose, person.Id.ToByteArray());
        person.SecondFactorStep = step;
        person.RecoveryCodes = [.. factor.RecoveryCodes.Select(Hash)];
    }

    public static void Remove(Person person)
    {
        person.SecondFactorKey = null;
        person.RecoveryCodes = [];
    }

    /// <returns>The time step of the code; null if it is not a code of this time.</returns>
    public static long? StepOf(string code, ReadOnlySpan<byte> key, DateTimeOffset now) =>
        new Totp(key.ToArray()).VerifyTotp(now.UtcDateTime, Digits(code), out var step, Window) ? step : null;

    /// <inheritdoc cref="StepOf(string, ReadOnlySpan{byte}, DateTimeOffset)"/>
    public static long? StepOf(string code, Person person, IdentitySecret secret, DateTimeOffset now) =>
        StepOf(code, secret.Open(person.SecondFactorKey, Purpose, person.Id.ToByteArray()), now);

    /// <summary>A recovery code has 79 bits, so its hash needs no salt.</summary>
    public static string Hash(string recoveryCode) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(recoveryCode.Trim().ToLowerInvariant())));

    /// <summary>Apps show the code as two groups of three digits.</summary>
    private static string Digits(string code) => code.Replace(" ", "", StringComparison.Ordinal).Trim();
}
