using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Surveys;

/// <summary>Settings of surveys, section <c>Surveys</c>.</summary>
internal sealed class SurveyOptions
{
    public const string Section = "Surveys";

    private const int ShortestSecret = 24;

    /// <summary>The secret that signs the links. The default works in development only.</summary>
    [Required]
    public string Secret { get; set; } = "";

    /// <summary>
    /// The public address in the links. Defaults to the issuer of access tokens, which is the gateway unless another identity
    /// provider is set.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The number of days for which a link is valid.</summary>
    [Range(1, 365)]
    public int Days { get; set; } = 30;

    public static void Add(WebApplicationBuilder builder)
    {
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddOptions<SurveyOptions>()
            .PostConfigure<IOptions<AuthenticationOptions>>((options, access) => options.Address ??= access.Value.Authority)
            .Validate(
                options => isDevelopment
                    || (options.Secret.Length >= ShortestSecret && !options.Secret.StartsWith("development", StringComparison.Ordinal)),
                $"Surveys:Secret must have at least {ShortestSecret} characters and must not begin with 'development'.");
        builder.Services.AddSingleton<SurveyLinks>();
    }
}
