using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>The one rule by which an account is found or opened, on every path: by domain, else by normalised name.</summary>
/// <remarks>
/// Opened for all the names of a batch at once; what it adds is found by the rest of the batch. It sees everybody's
/// accounts: what is a duplicate does not depend on who asks. What was merged away leads to what it went into.
/// </remarks>
internal sealed class AccountBook
{
    private readonly SalesDb db;
    private readonly Dictionary<string, Account> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> byDomain = new(StringComparer.Ordinal);

    private AccountBook(SalesDb db, List<Account> known, MergeRedirects<Account> survivors)
    {
        this.db = db;
        foreach (var account in known.OrderBy(account => account.MergedIntoId is not null))
        {
            byName.TryAdd(account.NormalisedName, survivors.Of(account));
            if (account.Domain is not null)
            {
                byDomain.TryAdd(account.Domain, survivors.Of(account));
            }
        }
    }

    public static Task<AccountBook> Open(SalesDb db, IEnumerable<(string? Name, string? Domain)> wanted, CancellationToken cancellation) =>
        Open(db, wanted, tracked: true, cancellation);

    /// <summary>Another account that has this name, or this domain.</summary>
    public static async Task<Account?> FindOther(SalesDb db, Account account, string name, string? domain, CancellationToken cancellation)
    {
        var book = await Open(db, [(name, domain)], tracked: false, cancellation);
        return new[] { book.byName.GetValueOrDefault(Account.NormaliseName(name)), domain is null ? null : book.byDomain.GetValueOrDefault(Account.NormaliseDomain(domain)) }
            .FirstOrDefault(known => known is not null && known.Id != account.Id);
    }

    private static async Task<AccountBook> Open(SalesDb db, IEnumerable<(string? Name, string? Domain)> wanted, bool tracked, CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var names = list.Select(one => one.Name).OfType<string>().Select(Account.NormaliseName).Distinct().ToArray();
        var domains = list.Select(one => one.Domain).OfType<string>().Select(Account.NormaliseDomain).Distinct().ToArray();
        var all = tracked ? db.Accounts.IgnoringOwnership() : db.Accounts.IgnoringOwnership().AsNoTracking();
        var known = await all
            .Where(account => names.Contains(account.NormalisedName) || (account.Domain != null && domains.Contains(account.Domain)))
            .ToListAsync(cancellation);
        return new(db, known, await MergeRedirects<Account>.Of(all, known, cancellation));
    }

    public Account? Find(string name, string? domain) =>
        (domain is null ? null : byDomain.GetValueOrDefault(Account.NormaliseDomain(domain)))
        ?? byName.GetValueOrDefault(Account.NormaliseName(name));

    /// <summary>Why the caller may not have this account found: it is there, and somebody else's.</summary>
    public Refusal? Refuse(string name, string? domain) => Find(name, domain) is { } known && !db.Sight.Sees(known.OwnerId) ? AccountRefusals.SomebodyElses : null;

    /// <param name="ownerId">Who owns it if it is a new one.</param>
    public Account FindOrOpen(string name, string? domain, Guid? ownerId, DateTimeOffset now)
    {
        if (Find(name, domain) is not { } account)
        {
            account = Account.Open(name, domain, ownerId, now);
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
