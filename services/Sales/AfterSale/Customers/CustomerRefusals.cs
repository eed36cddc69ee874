using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

internal static class CustomerRefusals
{
    public static readonly Refusal NotFound = new("customer-not-found", 404, "The customer does not exist.");
    public static readonly Refusal ContractNotFound = new("contract-not-found", 404, "The customer has no contract with this id.");

    public static readonly Refusal NoCustomer = new("customer-revoked", 409,
        "The account is not a customer any more, because its only won opportunity was opened again. Win an opportunity first.");

    public static readonly Refusal NothingToPay = new("monthly-amount-zero", 422, "The monthly amount is 0.",
        "`monthly` is 0. A contract costs more than 0 a month. To end a contract, churn it.");

    public static readonly Refusal OpenEnded = new("contract-open-ended", 422, "The contract has no end.",
        "A contract without an end is not renewed: it runs until it churns.");

    private static readonly Refusal Backwards = new("contract-ends-before-it-starts", 422, "The contract ends before it starts.");
    private static readonly Refusal NotWon =
        new("opportunity-not-won", 422, "The opportunity is not a won opportunity of the customer's account.");
    private static readonly Refusal BySale =
        new("contract-signed-by-sale", 409, "The contract was signed when the opportunity was won.");
    private static readonly Refusal NoOwner = new("owner-not-found", 422, "The owner is not a representative.");
    private static readonly Refusal OutOfRange = new("movement-out-of-range", 422, "The period is too short or too long.");
    private static readonly Refusal UnderWay = new("renewal-under-way", 409, "The contract's renewal is open.");
    private static readonly Refusal Before = new("before-contract", 422, "The day is before the start of the contract.");
    private static readonly Refusal Ended = new("contract-ended", 409, "The contract has ended.");
    private static readonly Refusal Gone = new("customer-already-churned", 409, "The customer has churned.");
    private static readonly Refusal DateOutOfRange = new("contract-date-out-of-range", 422, "The day is out of range.");

    public static Refusal NothingForAMonth(decimal amount, string currency, int months) => NothingToPay.Because(
        $"{amount} {currency} for {months} months is less than the smallest monthly amount. Win the renewal with a larger amount.");

    public static Refusal EndsBeforeStart(DateOnly endsOn, DateOnly startsOn) => Backwards.Because(
        $"`endsOn` is {endsOn:yyyy-MM-dd}, before the start on {startsOn:yyyy-MM-dd}. A contract ends on its first day or later.");

    public static Refusal OpportunityNotWon(Guid opportunity) => NotWon.Because(
        $"`opportunityId` is '{opportunity}'. It must be an opportunity that was won with the customer's account.");

    public static Refusal SignedBySale(Contract contract) => BySale.Because(
        $"Contract '{contract.Id}' from {contract.StartsOn:yyyy-MM-dd} has the recurring lines of opportunity '{contract.OpportunityId}'. "
            + "Change that contract. For a further contract leave `opportunityId` out, and give other terms.");

    public static Refusal OwnerNotFound(Guid owner) => NoOwner.Because($"`ownerId` is '{owner}', which is not a representative's id.");

    public static Refusal PeriodOutOfRange(string from, string to, int months) => OutOfRange.Because(
        $"`from` is {from} and `to` is {to}: {months} months. A period has 1 to 120 months, from 1990-01 to 2099-12.");

    public static Refusal RenewalOpen(Contract contract) => UnderWay.Because(
        $"Opportunity '{contract.RenewalOpportunityId}' renews the contract. Win it to renew the contract, or lose it to end the "
            + "contract.");

    public static Refusal BeforeContract(Contract contract, DateOnly on) => Before.Because(
        $"`on` is {on:yyyy-MM-dd}, but the contract starts on {contract.StartsOn:yyyy-MM-dd}.");

    public static Refusal Stopped(Contract contract) => Ended.Because(
        contract.StoppedBy == ContractStop.Renewed ? $"Another contract replaced it on {contract.StoppedOn:yyyy-MM-dd}."
        : contract.StoppedBy == ContractStop.Withdrawn ? "The opportunity that it came from was opened again."
        : $"It churned on {contract.StoppedOn:yyyy-MM-dd} for reason '{contract.ChurnReason}'.");

    public static Refusal ChurnedAlready(Customer customer) =>
        Gone.Because($"It churned on {customer.ChurnedOn:yyyy-MM-dd} for reason '{customer.ChurnReason}'.");

    /// <summary>Checks that a contract can have this day: from 1990 to 50 years from now.</summary>
    /// <param name="field">The request field that names the day.</param>
    public static Result CheckDay(string field, DateOnly? day, DateTimeOffset now)
    {
        var (earliest, latest) = (new DateOnly(1990, 1, 1), DateOnly.FromDateTime(now.UtcDateTime).AddYears(50));
        return day < earliest || day > latest
            ? DateOutOfRange.Because($"`{field}` is {day:yyyy-MM-dd}. It must be between {earliest:yyyy-MM-dd} and {latest:yyyy-MM-dd}.")
            : Result.Done;
    }
}
