namespace Funnel.Sales.Accounts;

/// <summary>The part that a contact plays when the account buys.</summary>
public enum BuyingRole
{
    /// <summary>Supports us inside the account.</summary>
    Champion,

    /// <summary>Makes the decision.</summary>
    DecisionMaker,
    Influencer,
    User,

    /// <summary>Opposes the purchase.</summary>
    Blocker,
}

/// <summary>A contact at an account, with a buying role if it is known.</summary>
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

    public void SetRole(BuyingRole? role) => Role = role;
}
