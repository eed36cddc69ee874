using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Team;

/// <summary>A person in Sales who gets leads and owns opportunities.</summary>
internal sealed class Representative : IVersioned
{
    public const int NameLength = 200;
    public const int EmailLength = 254;
    public const int ExternalIdLength = 200;
    public const int HighestWeight = 100;
    public const int SignsInAsLength = 255;

    private Representative()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private init; } = "";

    /// <summary>The identity key of the name.</summary>
    [IsRecord]
    public string NameKey { get; private init; } = "";

    /// <summary>In the spelling of <see cref="EmailAddress"/>. Unique.</summary>
    public string Email { get; private set; } = "";

    /// <summary>The key of the person in another system; unique.</summary>
    public string? ExternalId { get; private set; }

    /// <summary>Whether the person gets new handoffs.</summary>
    public bool IsActive { get; private set; }

    public Guid? TeamId { get; private set; }

    /// <summary>The subject of the person's access tokens; unique. Absent if the person does not sign in.</summary>
    public string? SignsInAs { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    /// <summary>The share of new handoffs, relative to the weights of the others.</summary>
    public int Weight { get; private set; } = 1;

    /// <summary>The limit of pending handoffs. Absent for no limit.</summary>
    public int? MaxOpenHandoffs { get; private set; }

    public static Representative Join(string name, string email, string? externalId, bool isActive, DateTimeOffset now,
        Guid? teamId = null) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = TextKey.Show(name),
        NameKey = TextKey.Identity(name),
        Email = Normalise(email),
        ExternalId = externalId,
        IsActive = isActive,
        TeamId = teamId,
    };

    public static string Normalise(string email) => EmailAddress.Normalise(email) ?? TextKey.Identity(email);

    public void Activate() => Be(active: true);

    public void Deactivate() => Be(active: false);

    public void JoinTeam(Guid? teamId) => (Version, TeamId) = (TeamId == teamId ? Version : Version + 1, teamId);

    public void LinkTo(string? subject) => (Version, SignsInAs) = (SignsInAs == subject ? Version : Version + 1, subject);

    public void SetCapacity(int weight, int? maxOpenHandoffs)
    {
        if ((Weight, MaxOpenHandoffs) != (weight, maxOpenHandoffs))
        {
            (Version, Weight, MaxOpenHandoffs) = (Version + 1, weight, maxOpenHandoffs);
        }
    }

    private void Be(bool active) => (Version, IsActive) = (IsActive == active ? Version : Version + 1, active);
}
