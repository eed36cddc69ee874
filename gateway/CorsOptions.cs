using System.ComponentModel.DataAnnotations;

namespace Funnel.Gateway;

/// <summary>The web sites whose scripts may call the API from a browser. By default there are none.</summary>
internal sealed class CorsOptions : IValidatableObject
{
    /// <summary>Origins such as <c>https://console.example</c>.</summary>
    public string[] Origins { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from origin in Origins
        where !Uri.TryCreate(origin, UriKind.Absolute, out var address) || address.GetLeftPart(UriPartial.Authority) != origin
        select new ValidationResult(
            $"Cors:Origins: '{origin}' is not an origin. An origin has a scheme and a host, such as https://console.example.");
}
