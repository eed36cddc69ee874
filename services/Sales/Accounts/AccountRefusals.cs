using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

internal static class AccountRefusals
{
    public static readonly Refusal NotFound = new("account-not-found", 404, "There is no such account.");

    public static readonly Refusal ContactNotFound = new("contact-not-found", 404, "There is no such contact.");
}
