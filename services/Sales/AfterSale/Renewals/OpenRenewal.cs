using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.Sales.Customers;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Renewals;

/// <summary>Some days before a contract ends its renewal opens: an opportunity, once a contract.</summary>
/// <remarks>
/// The timer makes it due, the contract remembers that it was opened, and the database holds the link unique: however many
/// replicas there are, and however often they die.
/// </remarks>
internal sealed class OpenRenewal(SalesDb db, TimeProvider clock) : IWhenDue
{
    private const string Timer = "contract-renewal";

    public static void Add(IServiceCollection services) => services.WhenDue<OpenRenewal>(Timer);

    /// <summary>Sets, moves or takes away the timer of a contract that was signed or changed.</summary>
    public static void Plan(SalesDb db, Contract contract, DateOnly today)
    {
        // What had ended before it was told is history, and opens nothing.
        if (contract.RenewalOpensOn is { } day && contract.EndsOn >= today)
        {
            db.Schedule(Timer, contract.Id, new(day, TimeOnly.MinValue, TimeSpan.Zero));
        }
        else
        {
            db.Unschedule(Timer, contract.Id);
        }
    }

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var customer = await db.Customers.IgnoringOwnership().Include(one => one.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .SingleOrDefaultAsync(one => one.Contracts.Any(contract => contract.Id == subject), cancellation);
        if (customer?.Contracts.First(contract => contract.Id == subject) is not { RenewalOpensOn: { } day } contract
            || day > DateOnly.FromDateTime(now.UtcDateTime))
        {
            return;
        }

        var pipeline = await db.Pipelines.SingleAsync(one => one.Code == SalesPipeline.DefaultCode, cancellation);
        var owner = await db.Representatives.SingleOrDefaultAsync(person => person.Id == customer.OwnerId, cancellation);
        if (Money.Of(Math.Min(contract.AmountOn(contract.EndsOn!.Value) * contract.TermMonths, Money.Largest), contract.Currency).IsRefused(out var noMoney, out var money))
        {
            throw new InvalidOperationException($"A signed contract cannot be renewed: {noMoney.Code}.");
        }

        var name = $"Renewal of {contract.Name}";
        var (opportunity, created) = Opportunity.Create(
            new(name[..Math.Min(name.Length, Opportunity.NameLength)], money, contract.EndsOn.Value, pipeline, pipeline.First, customer.AccountId,
                null, null, null, owner, null), now, now);
        db.Add(opportunity);
        db.Publish(customer, customer.OpenRenewal(contract, opportunity.Id), now);
        db.Publish(opportunity, created, now, causedBy: customer);
        StageAge.Watch(db, opportunity, pipeline.First);
    }
}
