using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>The one rule by which an account is found or opened, on every path: by domain, else by normalised name.</summary>
/// <remarks>Opened for all the names of a batch at once; what it adds is found by the rest of the batch.</remarks>
internal sealed class AccountBook
{
    private readonly SalesDb db;
    private readonly Dictionary<string, Account> byName;
    private readonly Dictionary<string, Account> byDomain;

    private AccountBook(SalesDb db, List<Account> known)
    {
        this.db = db;
        byName = known.ToDictionary(account => account.NormalisedName, StringComparer.Ordinal);
        byDomain = known.Where(account => account.Domain is not null).ToDictionary(account => account.Domain!, StringComparer.Ordinal);
    }

    public static async Task<AccountBook> Open(SalesDb db, IEnumerable<(string? Name, string? Domain)> wanted, CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var names = list.Select(one => one.Name).OfType<string>().Select(Account.NormaliseName).Distinct().ToArray();
        var domains = list.Select(one => one.Domain).OfType<string>().Select(Account.NormaliseDomain).Distinct().ToArray();
        var known = await db.Accounts
            .Where(account => names.Contains(account.NormalisedName) || (account.Domain != null && domains.Contains(account.Domain)))
            .ToListAsync(cancellation);
        return new(db, known);
    }

    public Account? Find(string name, string? domain) =>
        (domain is null ? null : byDomain.GetValueOrDefault(Account.NormaliseDomain(domain)))
        ?? byName.GetValueOrDefault(Account.NormaliseName(name));

    public Account FindOrOpen(string name, string? domain, DateTimeOffset now)
    {
        if (Find(name, domain) is not { } account)
        {
            account = Account.Open(name, domain, now);
            db.Add(account);
            byName[account.NormalisedName] = account;
        }
        else if (domain is not null)
        {
            account.LearnDomain(domain);
        }

        if (account.Domain is not null)
        {
            byDomain[account.Domain] = account;
        }

        return account;
    }
}
