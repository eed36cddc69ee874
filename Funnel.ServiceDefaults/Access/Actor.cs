using System.Security.Claims;

namespace Funnel.ServiceDefaults;

/// <summary>The person or API client who asks for a change.</summary>
/// <param name="Id">The subject of the token.</param>
/// <param name="Name">The name in the token, if it contains one.</param>
public sealed record Actor(string Id, string? Name)
{
    /// <summary>A caller who is not signed in. Only security events have this actor.</summary>
    public static Actor Anonymous { get; } = new("anonymous", null);

    /// <summary>The actor behind a request; null without a signed-in caller.</summary>
    public static Actor? Of(ClaimsPrincipal? caller) =>
        caller?.FindFirst("sub") is { } subject ? new(subject.Value, caller.FindFirst("name")?.Value) : null;
}
