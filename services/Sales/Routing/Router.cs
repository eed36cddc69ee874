using Funnel.Contracts.Marketing;
using Funnel.Sales.Accounts;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>Decides who gets a lead, and says why in a sentence.</summary>
/// <remarks>
/// 1. Who owns the lead's account, unless inactive or absent: found by the person's e-mail address, the address's domain, the
///    company's name. However many open handoffs there are: nobody else knows the account.
/// 2. The first territory that the lead matches with somebody who can take it.
/// 3. The whole team. Inside 2 and 3 turns go by weight, among those who are active, not absent, and below their limit.
/// 4. Nobody: it waits in the queue, and goes this way again when somebody can take it.
/// Rules are read once for a batch, under the rota's lock.
/// </remarks>
internal sealed class Router(SalesDb db, Rota rota)
{
    private List<TerritoryRule>? rules;

    /// <summary>Takes the rota's lock until the transaction ends, before anything is read that it guards.</summary>
    public async Task Open(CancellationToken cancellation) => await rota.Open(cancellation);

    public async Task<(Representative? Representative, string Explanation)> Route(LeadContext lead, CancellationToken cancellation)
    {
        var roster = await rota.Open(cancellation);
        rules ??= await db.TerritoryRules.AsNoTracking().OrderBy(rule => rule.Position).ThenBy(rule => rule.Code).ToListAsync(cancellation);
        var account = await AccountOf(lead, cancellation);
        var passed = "";
        if (account?.OwnerId is { } ownerId && roster.Find(ownerId) is { } owner)
        {
            if (roster.Hinders(owner, full: false) is not { } hindrance)
            {
                roster.Give(owner);
                return (owner, $"{owner.Name} owns the account {account.Name}.");
            }

            passed = $"{owner.Name}, who owns the account {account.Name}, {hindrance}. ";
        }

        foreach (var rule in rules.Where(rule => rule.Matches(lead.Country, lead.Channel, account?.Employees)))
        {
            if (roster.Next(rule.Id, roster.Among(rule.RepresentativeIds, rule.TeamId)) is ({ } member, var turn))
            {
                return (member, $"{passed}Territory {rule.Name}. {turn}");
            }

            passed += $"Nobody of territory {rule.Name} can take it. ";
        }

        var (next, explanation) = roster.Next();
        return (next, passed + explanation);
    }

    private async Task<Account?> AccountOf(LeadContext lead, CancellationToken cancellation)
    {
        var email = lead.Email is null ? null : Contact.NormaliseEmail(lead.Email);
        if (email is not null && await (
                from contact in db.Contacts.AsNoTracking()
                where contact.Email == email
                join owned in db.Accounts.AsNoTracking() on contact.AccountId equals owned.Id
                select owned).FirstOrDefaultAsync(cancellation) is { } known)
        {
            return known;
        }

        var domain = email?[(email.LastIndexOf('@') + 1)..];
        return lead.Company is null && domain is null ? null
            : (await AccountBook.Open(db, [(lead.Company, domain)], cancellation)).Find(lead.Company ?? "", domain);
    }
}
