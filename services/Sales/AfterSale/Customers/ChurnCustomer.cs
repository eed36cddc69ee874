using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Customers;

/// <param name="Reason">Code from the managed list of churn reasons.</param>
/// <param name="On">The first day without it, past or to come; today where it is absent.</param>
public sealed record ChurnRequest(
    [property: Required, MaxLength(Reason.CodeLength)] string Reason, DateOnly? On = null);

/// <summary>Ends one contract, or all that a customer has. With the last one the customer has churned.</summary>
internal static class ChurnCustomer
{
    public static async Task<Results<Ok<CustomerState>, ProblemHttpResult>> Wholly(
        Guid id, ChurnRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await GetCustomer.Find(db, id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (await Churn(customer, request, (on, reason) => customer.Churn(on, reason), db, clock, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(CustomerState.Of(customer, GetCustomer.Today(clock)));
    }

    public static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> OneContract(
        Guid id, Guid contractId, ChurnRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await GetCustomer.Find(db, id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.Contracts.FirstOrDefault(one => one.Id == contractId) is not { } contract)
        {
            return CustomerRefusals.ContractNotFound.ToProblem();
        }

        var isKnown = contract.HasChurned(request.On ?? GetCustomer.Today(clock), request.Reason);
        if (!isKnown && await Churn(customer, request, (on, reason) => customer.Churn(contract, on, reason), db, clock, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(ContractResponse.Of(customer, contract, GetCustomer.Today(clock)));
    }

    /// <summary>Tells that the customer is gone: as of the day on which it is, or as of now where that is to come.</summary>
    public static void Publish(SalesDb db, Customer customer, Churned churned, DateTimeOffset now)
    {
        if (churned.Fact is { } fact)
        {
            var at = new DateTimeOffset(fact.EffectiveOn, TimeOnly.MinValue, TimeSpan.Zero);
            db.Publish(customer, fact, at < now ? at : now);
        }
    }

    private static async Task<Refusal?> Churn(
        Customer customer, ChurnRequest request, Func<DateOnly, string, Result<Churned>> churn, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var on = request.On ?? GetCustomer.Today(clock);
        var reasons = await ReasonList.Load(db, cancellation);
        if ((CustomerRefusals.Refuse(now, on) ?? reasons.Check(ReasonKind.Churn, request.Reason).Refusal) is { } impossible)
        {
            return impossible;
        }

        if (churn(on, request.Reason).IsRefused(out var refusal, out var churned))
        {
            return refusal;
        }

        Publish(db, customer, churned, now);
        foreach (var contract in customer.Contracts.Where(contract => contract.StoppedOn is not null))
        {
            OpenRenewal.Plan(db, contract, DateOnly.FromDateTime(now.UtcDateTime));
        }

        await db.SaveChangesAsync(cancellation);
        return null;
    }
}
