using System.ComponentModel.DataAnnotations;

namespace Funnel.Gateway.Identity;

/// <summary>The identity server in the gateway. Its defaults are for development; outside it they are refused.</summary>
internal sealed class IdentityOptions
{
    public const string Section = "Identity";

    private const int ShortestSecret = 24;

    /// <summary>As it stands in the tokens: the gateway's public address.</summary>
    [Required]
    public Uri? Issuer { get; set; }

    /// <summary>Protects the signing keys in the database: who steals the one still lacks the other.</summary>
    [Required]
    public string Secret { get; set; } = "";

    /// <summary>Secrets of the API clients that every installation has, by client id.</summary>
    public Dictionary<string, string> Clients { get; set; } = [];

    /// <summary>Where the browser may be led after a person signed in; the gateway's own pages where none are set.</summary>
    public Uri[] ConsoleRedirects { get; set; } = [];

    /// <summary>A new signing key is made after this long.</summary>
    [Range(1, 365)]
    public int RotateAfterDays { get; set; } = 90;

    /// <returns>Why these settings must not be used outside development, or null.</returns>
    public string? Weakness()
    {
        var weak = Clients.Select(client => ($"Identity:Clients:{client.Key}", client.Value)).Prepend(("Identity:Secret", Secret))
            .Where(setting => setting.Item2.Length < ShortestSecret || setting.Item2.StartsWith("development", StringComparison.Ordinal))
            .Select(setting => setting.Item1).ToList();
        return weak.Count == 0 ? null : $"{string.Join(", ", weak)}: a secret of at least {ShortestSecret} characters is needed, and none that is for development.";
    }
}
