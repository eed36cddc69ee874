using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

internal static class CustomerRefusals
{
    public static readonly Refusal NotFound = new("customer-not-found", 404, "There is no such customer.");
    public static readonly Refusal ContractNotFound = new("contract-not-found", 404, "The customer has no such contract.");
    public static readonly Refusal EndsBeforeItStarts = new("contract-ends-before-it-starts", 422, "A contract ends on its first day or later.");
    public static readonly Refusal NothingToPay = new("monthly-amount-zero", 422, "A contract costs something every month; one that does not is ended.");
    public static readonly Refusal OpportunityNotWon = new("opportunity-not-won", 422, "The opportunity is none that this customer's account was won with.");
    public static readonly Refusal OpenEnded = new("contract-open-ended", 422, "A contract without an end goes on by itself.");
    public static readonly Refusal OwnerNotFound = new("owner-not-found", 422, "There is no such representative.");
    public static readonly Refusal PeriodOutOfRange = new("movement-out-of-range", 422, "A period is 1 to 120 months long, from the year 1990 to 2099.");

    private static readonly Refusal UnderWay = new("renewal-under-way", 409, "The renewal is an opportunity: to win it renews the contract, to lose it ends it.");
    private static readonly Refusal Before = new("before-contract", 422, "The contract did not run then.");
    private static readonly Refusal Ended = new("contract-ended", 409, "The contract has ended.");
    private static readonly Refusal Gone = new("customer-already-churned", 409, "The customer has churned.");
    private static readonly Refusal DateOutOfRange = new("contract-date-out-of-range", 422, "A contract's days lie between 1990 and 50 years from now.");

    public static Refusal RenewalOpen(Contract contract) => UnderWay.Because($"It is the opportunity {contract.RenewalOpportunityId}.");

    public static Refusal BeforeContract(Contract contract, DateOnly on) => Before.Because($"It starts on {contract.StartsOn:yyyy-MM-dd}, after {on:yyyy-MM-dd}.");

    public static Refusal Stopped(Contract contract) => Ended.Because(
        contract.StoppedBy == ContractStop.Renewed
            ? $"Another one took its place on {contract.StoppedOn:yyyy-MM-dd}."
            : $"It churned on {contract.StoppedOn:yyyy-MM-dd} ({contract.ChurnReason}).");

    public static Refusal ChurnedAlready(Customer customer) => Gone.Because($"It was on {customer.ChurnedOn:yyyy-MM-dd} ({customer.ChurnReason}).");

    /// <returns>Why one of these days cannot be, or null.</returns>
    public static Refusal? Refuse(DateTimeOffset now, params ReadOnlySpan<DateOnly?> days)
    {
        var latest = DateOnly.FromDateTime(now.UtcDateTime).AddYears(50);
        foreach (var day in days)
        {
            if (day < new DateOnly(1990, 1, 1) || day > latest)
            {
                return DateOutOfRange.Because($"{day:yyyy-MM-dd} does not.");
            }
        }

        return null;
    }
}
