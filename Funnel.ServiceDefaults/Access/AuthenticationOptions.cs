using System.ComponentModel.DataAnnotations;

namespace Funnel.ServiceDefaults;

/// <summary>The provider whose tokens are accepted; section <c>Authentication</c>.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>The OIDC provider. Defaults to the gateway.</summary>
    public Uri? Authority { get; set; }

    /// <summary>The issuer in the tokens. Defaults to the issuer that the provider publishes.</summary>
    public string? Issuer { get; set; }

    [Required]
    public string Audience { get; set; } = "funnel";

    [Required]
    public string RoleClaim { get; set; } = "role";

    /// <summary>The accepted values of <c>typ</c> in an access token.</summary>
    [MinLength(1)]
    public string[] TokenTypes { get; set; } = ["at+jwt"];

    /// <summary>The secret with which a service gets its own token, to call another service.</summary>
    public string? ClientSecret { get; set; }
}
