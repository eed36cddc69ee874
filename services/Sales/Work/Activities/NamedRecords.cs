using Funnel.Sales.Accounts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Activities;

/// <summary>
/// The records that a request names and that the caller may see. A merged record leads to the one that it was merged into.
/// </summary>
internal sealed class NamedRecords
{
    private static readonly Refusal NotFound = new("record-not-found", 422, "The record does not exist.");

    private NamedRecords(List<RecordReference> found, List<OpportunityOutline> opportunities, List<Handoff> handoffs) =>
        (Found, Opportunities, Handoffs) = (found, opportunities, handoffs);

    /// <summary>The records, each once.</summary>
    public IReadOnlyList<RecordReference> Found { get; }

    public IReadOnlyList<OpportunityOutline> Opportunities { get; }

    public IReadOnlyList<Handoff> Handoffs { get; }

    /// <summary>The first of <see cref="Leads"/>.</summary>
    public Guid? LeadId => Leads.Select(lead => (Guid?)lead).FirstOrDefault();

    /// <summary>The leads of the handoffs and opportunities, each once, in the order of the request.</summary>
    public IReadOnlyList<Guid> Leads => [.. Found.Select(record => record.Kind switch
    {
        RecordKind.Handoff => Handoffs.Single(handoff => handoff.Id == record.Id).LeadId,
        RecordKind.Opportunity => Opportunities.Single(opportunity => opportunity.Id == record.Id).LeadId,
        _ => null,
    }).OfType<Guid>().Distinct()];

    public IReadOnlyList<Guid> Of(RecordKind kind) => [.. Found.Where(record => record.Kind == kind).Select(record => record.Id)];

    public static async Task<Result<NamedRecords>> Find(SalesDb db, IReadOnlyList<RecordReference> wanted, CancellationToken cancellation)
    {
        Guid[] Ids(RecordKind kind) => [.. wanted.Where(record => record.Kind == kind).Select(record => record.Id).Distinct()];
        var (accountIds, contactIds, opportunityIds, handoffIds) =
            (Ids(RecordKind.Account), Ids(RecordKind.Contact), Ids(RecordKind.Opportunity), Ids(RecordKind.Handoff));
        var accounts = await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership().AsNoTracking(),
            accountIds.Length == 0
                ? []
                : await db.Accounts.AsNoTracking().Where(one => accountIds.Contains(one.Id)).ToListAsync(cancellation), cancellation);
        var contacts = await MergeRedirects<Contact>.Of(db.Contacts.AsNoTracking(),
            contactIds.Length == 0
                ? []
                : await db.SeenContacts.AsNoTracking().Where(one => contactIds.Contains(one.Id)).ToListAsync(cancellation), cancellation);
        // A visible contact may have been merged into one that the caller does not see.
        var left = contactIds.Select(id => contacts.Of(id)?.Id).OfType<Guid>().ToArray();
        var seenContacts = left.Length == 0
            ? []
            : await db.SeenContacts.Where(one => left.Contains(one.Id)).Select(one => one.Id).ToListAsync(cancellation);
        var opportunities = opportunityIds.Length == 0
            ? []
            : await db.OpportunityOutlines.Where(one => opportunityIds.Contains(one.Id)).ToListAsync(cancellation);
        var handoffs = handoffIds.Length == 0 ? [] : await db.Handoffs.Where(one => handoffIds.Contains(one.Id)).ToListAsync(cancellation);

        var found = new List<RecordReference>();
        foreach (var record in wanted)
        {
            Guid? id = record.Kind switch
            {
                RecordKind.Account => accounts.Of(record.Id) is { } account && db.Sight.Sees(account.OwnerId) ? account.Id : null,
                RecordKind.Contact => contacts.Of(record.Id)?.Id is { } contact && seenContacts.Contains(contact) ? contact : null,
                RecordKind.Opportunity => opportunities.Find(one => one.Id == record.Id)?.Id,
                _ => handoffs.Find(one => one.Id == record.Id)?.Id,
            };
            if (id is null)
            {
                return NotFound.Because($"`id` is '{record.Id}', which is not a known {record.Kind.ToString().ToLowerInvariant()}.");
            }

            found.Add(new(record.Kind, id.Value));
        }

        return new NamedRecords([.. found.Distinct()], opportunities, handoffs);
    }
}
