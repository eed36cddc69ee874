using System.ComponentModel.DataAnnotations;

namespace Funnel.Gateway.Identity;

/// <summary>The settings of the identity server in the gateway. Outside development, the development secrets are refused.</summary>
internal sealed class IdentityOptions : IValidatableObject
{
    public const string Section = "Identity";

    private const int ShortestSecret = 24;

    /// <summary>The public address of the gateway. It is the issuer in the tokens.</summary>
    [Required]
    public Uri? Issuer { get; set; }

    /// <summary>Encrypts the signing keys in the database. A thief of the database cannot use them without this secret.</summary>
    [Required]
    public string Secret { get; set; } = "";

    /// <summary>The secrets of the built-in API clients, by client id.</summary>
    public Dictionary<string, string> Clients { get; set; } = [];

    /// <summary>The addresses to which a browser may return after sign-in. Default: the documentation page of the gateway.</summary>
    public Uri[] ConsoleRedirects { get; set; } = [];

    /// <summary>The age in days at which a new signing key replaces the current one.</summary>
    [Range(1, 365)]
    public int RotateAfterDays { get; set; } = 90;

    /// <summary>A session ends after this number of hours, however often it is refreshed. The person then signs in again.</summary>
    [Range(1, 24 * 30)]
    public int SessionHours { get; set; } = 12;

    /// <summary>A session ends after this number of minutes without a refresh.</summary>
    [Range(20, 24 * 60)]
    public int SessionIdleMinutes { get; set; } = 120;

    /// <summary>People with one of these roles must sign in with a second factor. Default: none must, and all may.</summary>
    public string[] SecondFactorRoles { get; set; } = [];

    public TimeSpan SessionLength => TimeSpan.FromHours(SessionHours);

    public TimeSpan SessionIdleTime => TimeSpan.FromMinutes(SessionIdleMinutes);

    public bool RequiresSecondFactor(IEnumerable<string> roles) => roles.Any(SecondFactorRoles.Contains);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from role in SecondFactorRoles
        where !Roles.All.ContainsKey(role)
        select new ValidationResult(
            $"Identity:SecondFactorRoles: '{role}' is not a role. The roles are: {string.Join(", ", Roles.All.Keys)}.");

    /// <returns>The error message for secrets that are not allowed outside development; null if there are none.</returns>
    public string? FindWeakSecrets()
    {
        var weak = Clients.Select(client => ($"Identity:Clients:{client.Key}", client.Value)).Prepend(("Identity:Secret", Secret))
            .Where(setting => setting.Item2.Length < ShortestSecret || setting.Item2.StartsWith("development", StringComparison.Ordinal))
            .Select(setting => setting.Item1).ToList();
        return weak.Count == 0
            ? null
            : $"{string.Join(", ", weak)}: the secret must have at least {ShortestSecret} characters and must not be a development secret.";
    }
}
