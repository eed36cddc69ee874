using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Surveys;

/// <summary>Makes and reads the signed links of surveys. A link cannot be guessed, and it contains no name and no address.</summary>
/// <remarks>
/// The token is the Base64Url text of the survey's id (16 bytes, big-endian) and its HMAC-SHA256 (32 bytes). The key is derived
/// from the secret for this purpose alone.
/// </remarks>
internal sealed class SurveyLinks(IOptions<SurveyOptions> options)
{
    public const string Path = "/api/sales/v1/surveys/answer";
    public const int TokenLength = 64;

    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.Secret), 32, info: "funnel survey links"u8.ToArray());

    public Uri Of(Guid survey)
    {
        var id = survey.ToByteArray(bigEndian: true);
        return new(options.Value.Address!, $"{Path}/{Base64Url.EncodeToString([.. id, .. HMACSHA256.HashData(key, id)])}");
    }

    /// <returns>The survey's id; null if the token is not signed by us.</returns>
    public Guid? Read(string token)
    {
        var bytes = new byte[48];
        if (token.Length != TokenLength || !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != bytes.Length)
        {
            return null;
        }

        var id = bytes.AsSpan(0, 16);
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, id), bytes.AsSpan(16))
            ? new Guid(id, bigEndian: true)
            : null;
    }

    public async Task<Survey?> FindSurvey(string token, SalesDb db, CancellationToken cancellation) =>
        Read(token) is { } id ? await db.Surveys.SingleOrDefaultAsync(survey => survey.Id == id, cancellation) : null;
}
