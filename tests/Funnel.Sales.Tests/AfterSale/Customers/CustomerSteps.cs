using Funnel.Testing;

namespace Funnel.Sales.Tests.Customers;

/// <summary>Steps with customers and their contracts.</summary>
internal static class CustomerSteps
{
    public const string Path = "/api/sales/v1/customers";

    /// <summary>Wins an opportunity, which makes the account a customer.</summary>
    public static async Task<CustomerSummary> Win(this ServiceUnderTest<Program, SalesDb> sales, DateTimeOffset? at = null,
        Guid? accountId = null, Guid? ownerId = null)
    {
        accountId ??= (await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("customer"),
            unassigned = true })).Id;
        await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Won(accountId.Value, at, ownerId));
        return await sales.CustomerOf(accountId.Value);
    }

    public static object Won(Guid accountId, DateTimeOffset? at = null, Guid? ownerId = null) => new
    {
        account = new { id = accountId },
        name = "First order",
        amount = 1200,
        currency = "EUR",
        expectedCloseDate = "2026-12-31",
        outcome = "won",
        reason = "price",
        closedAt = at,
        ownerId,
        unassigned = ownerId is null,
    };

    public static async Task<CustomerSummary> CustomerOf(this ServiceUnderTest<Program, SalesDb> sales, Guid accountId) =>
        Assert.Single((await sales.Get<Page<CustomerSummary>>($"{Path}?accountId={accountId}")).Items);

    public static Task<CustomerResponse> Customer(this ServiceUnderTest<Program, SalesDb> sales, Guid id) =>
        sales.Get<CustomerResponse>($"{Path}/{id}");

    public static Task<ContractResponse> Sign(
        this ServiceUnderTest<Program, SalesDb> sales, Guid customer, decimal monthly, string startsOn, string? endsOn = null,
        string currency = "EUR",
        string? externalId = null, int renewalLeadDays = 90) =>
        sales.Post<ContractResponse>($"{Path}/{customer}/contracts",
            new { name = "Support", monthly, currency, startsOn, endsOn, externalId, renewalLeadDays });

    public static Task<ContractResponse> Change(this ServiceUnderTest<Program, SalesDb> sales, ContractResponse contract, decimal monthly,
        string on) =>
        sales.Post<ContractResponse>($"{Path}/{contract.CustomerId}/contracts/{contract.Id}/amount", new { monthly, on });

    public static Task<ContractResponse> Churn(this ServiceUnderTest<Program, SalesDb> sales, ContractResponse contract, string on,
        string reason = "price") =>
        sales.Post<ContractResponse>($"{Path}/{contract.CustomerId}/contracts/{contract.Id}/churn", new { reason, on });
}
