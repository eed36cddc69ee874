using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Accounts;

/// <summary>An account by id, or by name and domain. An unknown name opens a new account.</summary>
/// <param name="Domain">Such as <c>acme.com</c>. An account is found by domain first, then by name.</param>
public sealed record AccountReference(
    Guid? Id = null,
    [property: MaxLength(Account.NameLength)] string? Name = null,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? Domain = null);
