using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>A person who can sign in. The roles grant the permissions (<see cref="Roles.All"/>).</summary>
internal sealed class Person : IdentityUser<Guid>
{
    public const int LongestName = 200;

    public string Name { get; set; } = "";

    public string[] Roles { get; set; } = [];

    /// <summary>False if the person can no longer sign in. The row stays, because other records name the person.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>The end of the one-time password; null if the person has chosen a password.</summary>
    public DateTimeOffset? OneTimePasswordUntil { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The encrypted key of the authenticator app; null if the person has no second factor.</summary>
    [Secret]
    public byte[]? SecondFactorKey { get; set; }

    /// <summary>The time step of the last accepted code. Only a code of a later step is accepted.</summary>
    [IsRecord]
    public long SecondFactorStep { get; set; }

    /// <summary>The hashes of the recovery codes that are not yet used.</summary>
    [Secret]
    public string[] RecoveryCodes { get; set; } = [];

    [Secret]
    public override string? PasswordHash { get; set; }

    [Secret]
    public override string? SecurityStamp { get; set; }

    [IsRecord]
    public override string? ConcurrencyStamp { get; set; } = "";

    public bool HasSecondFactor => SecondFactorKey is not null;

    public bool HasOneTimePassword => OneTimePasswordUntil is not null;
}
