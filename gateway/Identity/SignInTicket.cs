using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Funnel.Gateway.People;

namespace Funnel.Gateway.Identity;

/// <summary>
/// The steps of a sign-in that a person has passed. The sign-in page carries it, encrypted, to the next step, because the gateway keeps
/// no session.
/// </summary>
/// <param name="Person">The person who entered the right password.</param>
/// <param name="Stamp">The security stamp of the person. A change of the person makes the ticket invalid.</param>
/// <param name="Until">The end of the ticket.</param>
internal sealed record SignInTicket(Guid Person, string? Stamp, DateTimeOffset Until)
{
    private const string Purpose = "funnel sign-in ticket";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public bool WantsNewPassword { get; init; }

    public bool WantsSecondFactor { get; init; }

    public bool HasPassedCode { get; init; }

    /// <summary>The second factor that the page shows, until the person confirms it.</summary>
    public NewSecondFactor? SecondFactor { get; init; }

    public static SignInTicket For(Person person, DateTimeOffset now) => new(person.Id, person.SecurityStamp, now + Lifetime);

    public string Seal(IdentitySecret secret) => Base64Url.EncodeToString(secret.Seal(JsonSerializer.SerializeToUtf8Bytes(this), Purpose));

    /// <returns>Null if the text is not a ticket of this gateway, or if the ticket has ended.</returns>
    public static SignInTicket? Open(string text, IdentitySecret secret, DateTimeOffset now)
    {
        try
        {
            var ticket = JsonSerializer.Deserialize<SignInTicket>(secret.Open(Base64Url.DecodeFromChars(text), Purpose));
            return ticket?.Until > now ? ticket : null;
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
