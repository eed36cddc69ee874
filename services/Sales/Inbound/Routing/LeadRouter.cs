using Funnel.Contracts.Marketing;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>The representative for a lead; null for the queue. The explanation is shown to people.</summary>
internal sealed record LeadRoute(Representative? Representative, string Explanation);

/// <summary>Chooses the representative for a lead, and explains the choice.</summary>
/// <remarks>
/// 1. The owner of the lead's account, unless inactive or absent. The limit of open handoffs does not apply: the owner knows the
///    account.
/// 2. The first territory that the lead matches and that has an available member.
/// 3. The whole team. In 2 and 3, turns go by weight among the members who are active, not absent, and below their limit.
/// 4. No representative: the lead waits in the queue and is routed again when a representative is available.
/// Call <see cref="Lock"/>, then <see cref="Load"/> for all leads of the batch, then <see cref="Route"/> for each lead.
/// </remarks>
internal sealed class LeadRouter(SalesDb db, RotaLock rota, TimeProvider clock)
{
    private Availability availability = null!;
    private LeadAccountMatcher matcher = null!;
    private IReadOnlyList<TerritoryRule> rules = [];
    private ILookup<Guid?, Guid> teamsBelow = null!;

    /// <summary>Takes the routing lock until the transaction ends. Call it before any read that the lock protects.</summary>
    public async Task Lock(CancellationToken cancellation) => availability = await rota.Take(cancellation);

    /// <summary>Loads the accounts and contacts of the leads, and the rules.</summary>
    public async Task Load(IReadOnlyCollection<LeadContext> leads, CancellationToken cancellation)
    {
        matcher = await LeadAccountMatcher.Load(db, leads, cancellation);
        rules = await db.TerritoryRules.AsNoTracking().OrderBy(rule => rule.Position).ThenBy(rule => rule.Code).ToListAsync(cancellation);
        var teams = await db.Teams.AsNoTracking().Select(team => new { team.Id, team.ParentId }).ToListAsync(cancellation);
        teamsBelow = teams.ToLookup(team => team.ParentId, team => team.Id);
    }

    /// <summary>The contact who is the lead; null if no contact is known.</summary>
    /// <param name="lead">A lead that was loaded.</param>
    public Guid? ContactOf(LeadContext lead) => matcher.ContactOf(lead)?.Id;

    /// <param name="lead">A lead that was loaded.</param>
    public LeadRoute Route(LeadContext lead)
    {
        var now = clock.GetUtcNow();
        var account = matcher.AccountOf(lead);
        var skipped = "";
        if (account?.OwnerId is { } ownerId && availability.Find(ownerId) is { } owner)
        {
            if (availability.WhyUnavailable(owner, full: false) is not { } unavailable)
            {
                availability.Give(owner);
                return new(owner, $"{owner.Name} owns the account {account.Name}.");
            }

            skipped = $"{owner.Name} owns the account {account.Name}, but {unavailable}. ";
        }

        foreach (var rule in rules.Where(rule => rule.Matches(
            now, lead.Country ?? account?.Country, lead.Channel, account?.Industry, account?.Employees)))
        {
            var members = availability.Among(rule.RepresentativeIds, WithTeamsBelow(rule.TeamId));
            if (availability.Next(rule.Id, members) is ({ } member, var turn))
            {
                return new(member, $"{skipped}Territory {rule.Name}. {turn}");
            }

            skipped += $"Nobody in territory {rule.Name} is available. ";
        }

        var (next, explanation) = availability.Next();
        return new(next, skipped + explanation);
    }

    private HashSet<Guid> WithTeamsBelow(Guid? top)
    {
        HashSet<Guid> teams = [];
        var next = new Queue<Guid>(top is { } id ? [id] : []);
        while (next.TryDequeue(out var team) && teams.Add(team))
        {
            teamsBelow[team].ToList().ForEach(next.Enqueue);
        }

        return teams;
    }
}
