namespace Funnel.Sales.Accounts;

/// <summary>A person at an account. One an e-mail address.</summary>
internal sealed class Contact
{
    public const int FullNameLength = 200;
    public const int EmailLength = 254;
    public const int PhoneLength = 50;

    private Contact()
    {
    }

    public Guid Id { get; private init; }

    public Guid AccountId { get; private set; }

    public string FullName { get; private set; } = "";

    /// <summary>Lower case; unique.</summary>
    public string? Email { get; private set; }

    public string? Phone { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public static Contact Add(Account account, string fullName, string? email, string? phone, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        AccountId = account.Id,
        FullName = fullName,
        Email = email is null ? null : NormaliseEmail(email),
        Phone = phone,
        CreatedAt = now,
    };

    public static string NormaliseEmail(string email) => email.Trim().ToLowerInvariant();
}
