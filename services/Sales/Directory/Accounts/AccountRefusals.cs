using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

internal static class AccountRefusals
{
    public static readonly Refusal NotFound = new("account-not-found", 404, "There is no such account.");
    public static readonly Refusal NoSuchAccount = new("account-not-found", 422, "There is no such account.");
    public static readonly Refusal NotNamed = new("account-not-named", 422, "The account needs either its id or its name.");
    public static readonly Refusal ContactNotFound = new("contact-not-found", 404, "There is no such contact.");
    public static readonly Refusal CountryUnknown = new("country-unknown", 422, "The country is no ISO 3166 code of two capitals.");
    public static readonly Refusal RoleWithoutAccount = new("role-without-account", 422, "A buying role is one at an account, which is not named.");
    public static readonly Refusal SomebodyElses = new("account-somebody-elses", 409, "Such an account is there, and it is not the caller's to see.");
    public static readonly Refusal ContactSomebodyElses = new("contact-somebody-elses", 409, "Such a contact is there, and it is not the caller's to see.");
    public static readonly Refusal LinkNotFound = new("contact-not-at-account", 404, "The contact is not at this account.");

    private static readonly Refusal AccountKnown = new("account-already-known", 409, "Another account has this name or domain.");
    private static readonly Refusal ContactKnown = new("contact-already-known", 409, "Another contact has this e-mail address or phone number.");
    private static readonly Refusal PhoneWrong = new("phone-not-valid", 422, "The phone number cannot be called.");

    public static Refusal AlreadyKnown(Account other) => AccountKnown.Because($"It is '{other.Id}'.");

    public static Refusal AlreadyKnown(Contact other) => ContactKnown.Because($"It is '{other.Id}'.");

    public static Refusal PhoneNotValid(string written, string? country) =>
        PhoneWrong.Because($"'{written}' is no number{(country is null ? "" : $" in {country}")}.");
}
