using Funnel.Sales.Accounts;
using Funnel.Sales.Customers;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Tasks;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.HandOvers;

/// <summary>The number of records that a representative still works on.</summary>
/// <param name="Opportunities">Open opportunities, renewals included. Their draft quotes belong to them.</param>
/// <param name="Handoffs">Handoffs that are pending, or accepted and not converted.</param>
/// <param name="Customers">Customers with their contracts, referrals and surveys.</param>
public sealed record OpenWorkResponse(int Accounts, int Opportunities, int Handoffs, int Tasks, int Customers)
{
    public int Total => Accounts + Opportunities + Handoffs + Tasks + Customers;
}

/// <summary>The records that a representative still works on. Each kind is read at once.</summary>
internal sealed record OpenWork(
    IReadOnlyList<Account> Accounts, IReadOnlyList<Opportunity> Opportunities, IReadOnlyList<Handoff> Handoffs,
    IReadOnlyList<SalesTask> Tasks, IReadOnlyList<Customer> Customers, IReadOnlyList<Reminder> Reminders)
{
    /// <remarks>The caller was checked before: the work of a managed representative is in the caller's sight.</remarks>
    public static async Task<OpenWork> Load(SalesDb db, Guid whose, CancellationToken cancellation) => new(
        await AccountsOf(db, whose).OrderBy(account => account.Id).ToListAsync(cancellation),
        await OpportunitiesOf(db, whose).OrderBy(deal => deal.Id).ToListAsync(cancellation),
        await HandoffsOf(db, whose).OrderBy(handoff => handoff.Id).ToListAsync(cancellation),
        await TasksOf(db, whose).OrderBy(task => task.Id).ToListAsync(cancellation),
        await CustomersOf(db, whose).OrderBy(customer => customer.Id).ToListAsync(cancellation),
        await db.Reminders.IgnoringOwnership().Where(reminder => reminder.OwnerId == whose && reminder.DismissedAt == null)
            .ToListAsync(cancellation));

    public static async Task<OpenWorkResponse> Count(SalesDb db, Guid whose, CancellationToken cancellation) => new(
        await AccountsOf(db, whose).CountAsync(cancellation), await OpportunitiesOf(db, whose).CountAsync(cancellation),
        await HandoffsOf(db, whose).CountAsync(cancellation), await TasksOf(db, whose).CountAsync(cancellation),
        await CustomersOf(db, whose).CountAsync(cancellation));

    private static IQueryable<Account> AccountsOf(SalesDb db, Guid whose) =>
        db.Accounts.IgnoringOwnership().Where(account => account.OwnerId == whose && account.MergedIntoId == null);

    private static IQueryable<Opportunity> OpportunitiesOf(SalesDb db, Guid whose) =>
        db.Opportunities.IgnoringOwnership().Where(deal => deal.OwnerId == whose && deal.Status == OpportunityStatus.Open);

    private static IQueryable<Handoff> HandoffsOf(SalesDb db, Guid whose) => db.Handoffs.IgnoringOwnership()
        .Where(handoff => handoff.RepresentativeId == whose && (handoff.Status == HandoffStatus.Pending
            || (handoff.Status == HandoffStatus.Accepted
                && !db.Opportunities.IgnoringOwnership().Any(deal => deal.HandoffId == handoff.Id))));

    private static IQueryable<SalesTask> TasksOf(SalesDb db, Guid whose) =>
        db.Tasks.IgnoringOwnership().Where(task => task.OwnerId == whose && task.State == TaskState.Open);

    private static IQueryable<Customer> CustomersOf(SalesDb db, Guid whose) =>
        db.Customers.IgnoringOwnership().Where(customer => customer.OwnerId == whose);
}

/// <summary>The representatives who take over. They take turns by account, so that an account stays with one of them.</summary>
internal sealed class Successors(IReadOnlyList<Representative> people)
{
    private readonly Dictionary<Guid, Representative> chosen = [];

    public Representative Of(Guid key)
    {
        if (!chosen.TryGetValue(key, out var person))
        {
            chosen[key] = person = people[chosen.Count % people.Count];
        }

        return person;
    }
}
