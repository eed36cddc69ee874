using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The owner of an opportunity.</summary>
/// <param name="Person">Null if the opportunity has no owner.</param>
internal sealed record OpportunityOwner(Representative? Person);

/// <summary>Chooses the owners of a batch of opportunities.</summary>
internal sealed class OpportunityOwners
{
    private readonly SalesDb db;
    private readonly Dictionary<Guid, Representative> known;

    private OpportunityOwners(SalesDb db, Dictionary<Guid, Representative> known) => (this.db, this.known) = (db, known);

    public static async Task<OpportunityOwners> Load(
        SalesDb db, IReadOnlyList<CreateOpportunityRequest> requests, HandoffLookup handoffs, CancellationToken cancellation)
    {
        var ids = requests.Select(request => request.OwnerId).Concat(handoffs.All.Select(handoff => handoff.RepresentativeId))
            .Append(db.Sight.Self).OfType<Guid>().Distinct().ToArray();
        var keys = requests.Select(request => request.OwnerExternalId).OfType<string>().Distinct().ToArray();
        return new(db, await db.Representatives.AsNoTracking()
            .Where(person => ids.Contains(person.Id) || (person.ExternalId != null && keys.Contains(person.ExternalId)))
            .ToDictionaryAsync(person => person.Id, cancellation));
    }

    /// <summary>Adds a representative who is about to be added to the database.</summary>
    public void Add(Representative person) => known.TryAdd(person.Id, person);

    /// <summary>The named owner, else the representative of the lead's handoff, else the caller.</summary>
    public Result<OpportunityOwner> Choose(CreateOpportunityRequest request, Handoff? handoff)
    {
        var named = request.OwnerId;
        if (request.OwnerExternalId is { } key)
        {
            named = known.Values.FirstOrDefault(person => person.ExternalId == key)?.Id;
            if (named is null)
            {
                return PipelineRefusals.OwnerNotKnown(key);
            }
        }

        return OwnerChoice.OfNew(db, named, request.Unassigned, handoff?.RepresentativeId).IsRefused(out var refusal, out var owner)
            ? refusal
            : owner.Id is not { } id ? new OpportunityOwner(null)
            : known.TryGetValue(id, out var person) ? new OpportunityOwner(person)
            : PipelineRefusals.OwnerNotKnown($"{id}");
    }
}
