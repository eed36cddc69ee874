using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Accounts;

/// <summary>An account by its id, or by name and domain: the known one, or a new one.</summary>
/// <param name="Domain">Such as <c>acme.com</c>; finds the account before its name does.</param>
public sealed record AccountReference(
    Guid? Id = null,
    [property: MaxLength(Account.NameLength)] string? Name = null,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? Domain = null);
