using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Customers;

/// <param name="Reason">A code from the list of churn reasons.</param>
/// <param name="On">The first day without the contract, in the past or in the future. Defaults to today in UTC.</param>
public sealed record ChurnRequest(
    [property: Required, MaxLength(Reason.CodeLength)] string Reason, DateOnly? On = null);

/// <summary>Ends all running contracts of a customer.</summary>
internal static class ChurnCustomer
{
    public static async Task<Results<Ok<CustomerState>, ProblemHttpResult>> Handle(
        Guid id, ChurnRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.RevokedAt is not null)
        {
            return CustomerRefusals.NoCustomer.ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var on = request.On ?? clock.TodayInUtc();
        if ((await Check(db, on, request.Reason, now, cancellation)).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (customer.Churn(on, request.Reason).IsRefused(out var refusal, out var churned))
        {
            return refusal.ToProblem();
        }

        Publish(db, customer, churned, now);
        CancelRenewals(db, customer, clock.TodayInUtc());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(CustomerState.Of(customer, clock.TodayInUtc()));
    }

    public static async Task<Result> Check(SalesDb db, DateOnly on, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        var day = CustomerRefusals.CheckDay("on", on, now);
        return day.Refusal is null ? (await ReasonList.Load(db, cancellation)).Check(ReasonKind.Churn, reason) : day;
    }

    /// <summary>
    /// Publishes that the customer has churned. The fact's time is the day of the churn, or now if that day is in the future.
    /// </summary>
    public static void Publish(SalesDb db, Customer customer, Churned churned, DateTimeOffset now)
    {
        if (churned.Fact is { } fact)
        {
            var at = new DateTimeOffset(fact.EffectiveOn, TimeOnly.MinValue, TimeSpan.Zero);
            db.Publish(customer, fact, at < now ? at : now);
        }
    }

    public static void CancelRenewals(SalesDb db, Customer customer, DateOnly today)
    {
        foreach (var contract in customer.Contracts.Where(contract => contract.StoppedOn is not null))
        {
            OpenRenewal.Plan(db, contract, today);
        }
    }
}
