namespace Funnel.Sales.Accounts;

/// <summary>What part a contact plays in an account's buying.</summary>
public enum BuyingRole
{
    /// <summary>Wants us to win, and says so inside.</summary>
    Champion,

    /// <summary>Says yes.</summary>
    DecisionMaker,
    Influencer,
    User,

    /// <summary>Is against it.</summary>
    Blocker,
}

/// <summary>A contact at an account, in a role or in none that we know of.</summary>
internal sealed class AccountContact
{
    private AccountContact()
    {
    }

    public Guid Id { get; private init; }

    public Guid AccountId { get; private init; }

    public Guid ContactId { get; private init; }

    public BuyingRole? Role { get; private set; }

    public DateTimeOffset Since { get; private init; }

    public static AccountContact Link(Account account, Contact contact, BuyingRole? role, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), AccountId = account.Id, ContactId = contact.Id, Role = role, Since = now };

    public void Play(BuyingRole? role) => Role = role;
}
