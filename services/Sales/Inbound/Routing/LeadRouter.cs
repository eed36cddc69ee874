using Funnel.Contracts.Marketing;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>Decides who gets a lead, and says why in a sentence.</summary>
/// <remarks>
/// 1. Who owns the lead's account, unless inactive or absent. However many open handoffs there are: nobody else knows the account.
/// 2. The first territory that the lead matches with somebody who can take it.
/// 3. The whole team. Inside 2 and 3 turns go by weight, among those who are active, not absent, and below their limit.
/// 4. Nobody: it waits in the queue, and goes this way again when somebody can take it.
/// Rules are read once for a batch, under the rota's lock.
/// </remarks>
internal sealed class LeadRouter(SalesDb db, RotaLock rota, TimeProvider clock)
{
    private (List<TerritoryRule> Rules, ILookup<Guid?, Guid> TeamsBelow)? known;
    private LeadAccountMatcher? accounts;

    /// <summary>Takes the rota's lock until the transaction ends, before anything is read that it guards.</summary>
    public async Task Open(CancellationToken cancellation) => await rota.Open(cancellation);

    /// <summary>Looks up where these leads come from, all at once.</summary>
    public async Task Expect(IReadOnlyCollection<LeadContext> leads, CancellationToken cancellation) =>
        accounts = await LeadAccountMatcher.Open(db, leads, cancellation);

    /// <summary>The contact who the lead is; nobody where it is not known.</summary>
    /// <param name="lead">One of those that are expected.</param>
    public Guid? WhoIs(LeadContext lead) => accounts!.ContactOf(lead)?.Id;

    /// <param name="lead">One of those that are expected.</param>
    public async Task<(Representative? Representative, string Explanation)> Route(LeadContext lead, CancellationToken cancellation)
    {
        var (roster, now) = (await rota.Open(cancellation), clock.GetUtcNow());
        var (rules, below) = known ??= (
            await db.TerritoryRules.AsNoTracking().OrderBy(rule => rule.Position).ThenBy(rule => rule.Code).ToListAsync(cancellation),
            (await db.Teams.AsNoTracking().Select(team => new { team.Id, team.ParentId }).ToListAsync(cancellation)).ToLookup(team => team.ParentId, team => team.Id));
        var account = accounts!.Of(lead);
        var passed = "";
        if (account?.OwnerId is { } ownerId && roster.Find(ownerId) is { } owner)
        {
            if (roster.WhyUnavailable(owner, full: false) is not { } hindrance)
            {
                roster.Give(owner);
                return (owner, $"{owner.Name} owns the account {account.Name}.");
            }

            passed = $"{owner.Name}, who owns the account {account.Name}, {hindrance}. ";
        }

        foreach (var rule in rules.Where(rule => rule.Matches(now, lead.Country ?? account?.Country, lead.Channel, account?.Industry, account?.Employees)))
        {
            if (roster.Next(rule.Id, roster.Among(rule.RepresentativeIds, WithBelow(rule.TeamId, below))) is ({ } member, var turn))
            {
                return (member, $"{passed}Territory {rule.Name}. {turn}");
            }

            passed += $"Nobody of territory {rule.Name} can take it. ";
        }

        var (next, explanation) = roster.Next();
        return (next, passed + explanation);
    }

    private static HashSet<Guid> WithBelow(Guid? team, ILookup<Guid?, Guid> below)
    {
        HashSet<Guid> teams = [];
        var next = new Queue<Guid>(team is { } top ? [top] : []);
        while (next.TryDequeue(out var one) && teams.Add(one))
        {
            below[one].ToList().ForEach(next.Enqueue);
        }

        return teams;
    }
}
