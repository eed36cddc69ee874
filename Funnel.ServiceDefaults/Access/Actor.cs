using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace Funnel.ServiceDefaults;

/// <summary>Who asks: a person or an API client.</summary>
/// <param name="Id">The token's subject.</param>
public sealed record Actor(string Id, string? Name)
{
    private static readonly ConditionalWeakTable<object, Actor> Behind = [];

    /// <summary>Null where nobody is signed in.</summary>
    public static Actor? Of(ClaimsPrincipal? caller) =>
        caller?.FindFirst("sub") is { } subject ? new(subject.Value, caller.FindFirst("name")?.Value) : null;

    /// <summary>Says of one entity who changes it, where those of several requests are saved together.</summary>
    public void Changes(object entity) => Behind.AddOrUpdate(entity, this);

    public static Actor? Of(object entity) => Behind.TryGetValue(entity, out var actor) ? actor : null;
}
