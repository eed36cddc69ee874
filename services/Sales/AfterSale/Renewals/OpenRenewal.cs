using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.Sales.Customers;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Renewals;

/// <summary>Opens the renewal of a contract some days before the contract ends: an opportunity, once for each contract.</summary>
/// <remarks>
/// A timer makes the renewal due. The contract stores the opportunity's id, which is unique in the database, so that several replicas
/// and repeated timers open one renewal.
/// </remarks>
internal sealed class OpenRenewal(SalesDb db, TimeProvider clock) : IWhenDue
{
    private const string Timer = "contract-renewal";

    /// <summary>The customers of the batch by contract.</summary>
    private Dictionary<Guid, Customer> customers = [];

    private Dictionary<Guid, Representative> owners = [];

    private Dictionary<string, SalesPipeline> pipelines = [];

    /// <summary>The pipelines of the opportunities that the contracts came from.</summary>
    private Dictionary<Guid, string> pipelineOf = [];

    public static void Add(IServiceCollection services) => services.WhenDue<OpenRenewal>(Timer);

    /// <summary>Sets, moves or removes the timer of a contract that was signed or changed.</summary>
    public static void Plan(SalesDb db, Contract contract, DateOnly today)
    {
        // A contract that had ended before it was recorded opens no renewal.
        if (contract.RenewalOpensOn is { } day && contract.EndsOn >= today)
        {
            db.Schedule(Timer, contract.Id, new(day, TimeOnly.MinValue, TimeSpan.Zero));
        }
        else
        {
            db.Unschedule(Timer, contract.Id);
        }
    }

    public async Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation)
    {
        Guid[] contracts = [.. subjects];
        var found = await db.Customers.IgnoringOwnership().Include(one => one.Contracts).ThenInclude(contract => contract.Amounts)
            .AsSplitQuery()
            .Where(one => one.Contracts.Any(contract => contracts.Contains(contract.Id))).ToListAsync(cancellation);
        customers = found.SelectMany(customer => customer.Contracts, (customer, contract) => (contract.Id, customer))
            .ToDictionary(pair => pair.Id, pair => pair.customer);
        Guid[] ownerIds = [.. found.Select(customer => customer.OwnerId).OfType<Guid>().Distinct()];
        owners = await db.Representatives.Where(person => ownerIds.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, cancellation);
        pipelines = await db.Pipelines.ToDictionaryAsync(one => one.Code, cancellation);
        Guid[] deals = [.. found.SelectMany(customer => customer.Contracts).Where(contract => contracts.Contains(contract.Id))
            .Select(contract => contract.OpportunityId).OfType<Guid>().Distinct()];
        pipelineOf = await db.Opportunities.IgnoringOwnership().Where(deal => deals.Contains(deal.Id))
            .ToDictionaryAsync(deal => deal.Id, deal => deal.Pipeline, cancellation);
    }

    public Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (customers.GetValueOrDefault(subject) is not { } customer
            || customer.Contracts.First(contract => contract.Id == subject) is not { RenewalOpensOn: { } day } contract
            || day > DateOnly.FromDateTime(now.UtcDateTime))
        {
            return Task.CompletedTask;
        }

        var amount = Math.Min(contract.AmountOn(contract.EndsOn!.Value) * contract.TermMonths, Money.Largest);
        if (Money.Of(amount, contract.Currency).IsRefused(out var noAmount, out var money))
        {
            throw new InvalidOperationException($"The renewal of contract {contract.Id} has no valid amount: {noAmount.Code}.");
        }

        var name = $"Renewal of {contract.Name}";
        var owner = customer.OwnerId is { } ownerId ? owners.GetValueOrDefault(ownerId) : null;
        // A renewal stays in the pipeline of the deal that the contract came from.
        var code = contract.OpportunityId is { } sold ? pipelineOf.GetValueOrDefault(sold) : null;
        var pipeline = pipelines[code ?? SalesPipeline.DefaultCode];
        var start =
            new OpportunityStart(name[..Math.Min(name.Length, Opportunity.NameLength)], money, contract.EndsOn.Value, pipeline,
                pipeline.First,
            customer.AccountId, null, null, null, owner, null);
        var (opportunity, created) = Opportunity.Create(start, now, now);
        db.Publish(customer, customer.OpenRenewal(contract, opportunity.Id), now);
        BeginOpportunity.Add(db, opportunity, created, pipeline.First, causedBy: customer);
        return Task.CompletedTask;
    }
}
