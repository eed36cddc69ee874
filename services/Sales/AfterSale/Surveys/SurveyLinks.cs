using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Surveys;

/// <summary>What surveys need. The secret's default is for development; outside it, it is refused.</summary>
internal sealed class SurveyOptions
{
    public const string Section = "Surveys";

    private const int ShortestSecret = 24;

    /// <summary>Signs the links.</summary>
    [Required]
    public string Secret { get; set; } = "";

    /// <summary>Where people reach us, as it stands in the links; where none is set, where tokens come from, which is the gateway unless another provider is set.</summary>
    public Uri? Address { get; set; }

    /// <summary>How long a link is good for.</summary>
    [Range(1, 365)]
    public int Days { get; set; } = 30;

    public static void Add(WebApplicationBuilder builder)
    {
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddOptions<SurveyOptions>().PostConfigure<IOptions<AuthenticationOptions>>((options, access) => options.Address ??= access.Value.Authority)
            .Validate(options => isDevelopment || (options.Secret.Length >= ShortestSecret && !options.Secret.StartsWith("development", StringComparison.Ordinal)),
                $"Surveys:Secret: a secret of at least {ShortestSecret} characters is needed, and none that is for development.");
        builder.Services.AddSingleton<SurveyLinks>();
    }
}

/// <summary>Links that only we can have made: nobody guesses one, and there is no name and no address in it.</summary>
/// <remarks>Token: Base64Url of the survey's id (16 bytes, big-endian) and HMAC-SHA256 of it (32 bytes) under a key that is made from the secret for this alone.</remarks>
internal sealed class SurveyLinks(IOptions<SurveyOptions> options)
{
    public const string Path = "/api/sales/v1/surveys/answer";
    public const int TokenLength = 64;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.Secret), 32, info: "funnel survey links"u8.ToArray());

    public Uri Of(Guid survey)
    {
        var id = survey.ToByteArray(bigEndian: true);
        return new(options.Value.Address!, $"{Path}/{Base64Url.EncodeToString([.. id, .. HMACSHA256.HashData(key, id)])}");
    }

    /// <returns>The survey, where the token is one of ours as it was made.</returns>
    public Guid? Read(string token)
    {
        var bytes = new byte[48];
        if (token.Length != TokenLength || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != bytes.Length)
        {
            return null;
        }

        var id = bytes.AsSpan(0, 16);
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, id), bytes.AsSpan(16)) ? new Guid(id, bigEndian: true) : null;
    }
}
