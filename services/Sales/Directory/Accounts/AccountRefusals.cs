using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

internal static class AccountRefusals
{
    public static readonly Refusal NotFound = new("account-not-found", 404, "The account does not exist.");
    public static readonly Refusal NoSuchAccount = new("account-not-found", 422, "The account does not exist.");
    public static readonly Refusal NotNamed = new("account-not-named", 422, "The account needs either an id or a name.");
    public static readonly Refusal ContactNotFound = new("contact-not-found", 404, "The contact does not exist.");
    public static readonly Refusal CountryUnknown =
        new("country-unknown", 422, "The country is not an ISO 3166 code of two upper-case letters.");
    public static readonly Refusal RoleWithoutAccount = new("role-without-account", 422, "A buying role needs an account.");
    public static readonly Refusal SomebodyElses = new("account-somebody-elses", 409, "The account exists, but the caller may not see it.");
    public static readonly Refusal ContactSomebodyElses =
        new("contact-somebody-elses", 409, "The contact exists, but the caller may not see it.");
    public static readonly Refusal LinkNotFound = new("contact-not-at-account", 404, "The contact is not at this account.");

    private static readonly Refusal DomainWrong = new("domain-not-valid", 422, "The domain is not valid.");
    private static readonly Refusal FreeMail =
        new("domain-is-free-mail", 422, "The domain belongs to a mail provider. It names no company.");
    private static readonly Refusal AccountKnown = new("account-already-known", 409, "Another account has this name or domain.");
    private static readonly Refusal ContactKnown = new("contact-already-known", 409, "Another contact has this email or phone number.");
    private static readonly Refusal PhoneWrong = new("phone-not-valid", 422, "The phone number is not valid.");

    public static Refusal AlreadyKnown(Account other) => AccountKnown.Because($"The other account is '{other.Id}'.");

    public static Refusal AlreadyKnown(Contact other) => ContactKnown.Because($"The other contact is '{other.Id}'.");

    public static Refusal DomainNotValid(string? given) =>
        DomainWrong.Because($"`domain` is '{given}', which is not a domain. A domain looks like acme.com.");

    public static Refusal DomainIsFreeMail(string? given) =>
        FreeMail.Because($"`domain` is '{given}', under which anybody gets an address. Leave the domain out.");

    public static Refusal PhoneNotValid(string written, string? country) =>
        PhoneWrong.Because(
            $"`phone` is '{written}', which is not a phone number{(country is null ? "" : $" of {country}")}. Use the form +493012345.");
}
