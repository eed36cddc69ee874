using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>Somebody who signs in. What they may do, their roles say (<see cref="Roles.All"/>).</summary>
internal sealed class Person : IdentityUser<Guid>
{
    public const int LongestName = 200;

    public string Name { get; set; } = "";

    public string[] Roles { get; set; } = [];

    /// <summary>Who left keeps their name in the records, and signs in no more.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Until when the password is one that somebody else made; null once the person has chosen their own.</summary>
    public DateTimeOffset? OneTimePasswordUntil { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    [Secret]
    public override string? PasswordHash { get; set; }

    [Secret]
    public override string? SecurityStamp { get; set; }

    [IsRecord]
    public override string? ConcurrencyStamp { get; set; } = "";

    public bool HasOneTimePassword => OneTimePasswordUntil is not null;
}
