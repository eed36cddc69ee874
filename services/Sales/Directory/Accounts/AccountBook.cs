using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>The one rule by which every path finds or opens an account: by domain, else by normalised name.</summary>
/// <remarks>
/// It is loaded once for a whole batch; an account that it adds is found by the rest of the batch. It looks at the accounts of all
/// owners, because a duplicate is a duplicate for every caller. So a path on which callers name accounts calls
/// <see cref="CheckVisible(string, string?)"/> first. A merged account leads to the one that it was merged into.
/// </remarks>
internal sealed class AccountBook
{
    private readonly SalesDb db;
    private readonly Dictionary<string, Account> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> byDomain = new(StringComparer.Ordinal);

    private AccountBook(SalesDb db, List<Account> known, MergeRedirects<Account> redirects)
    {
        this.db = db;
        foreach (var account in known.OrderBy(account => account.MergedIntoId is not null))
        {
            byName.TryAdd(account.NormalisedName, redirects.Of(account));
            if (account.Domain is not null)
            {
                byDomain.TryAdd(account.Domain, redirects.Of(account));
            }
        }
    }

    public static Task<AccountBook> Open(SalesDb db, IEnumerable<(string? Name, string? Domain)> wanted, CancellationToken cancellation) =>
        Open(db, wanted, tracked: true, cancellation);

    /// <summary>Refuses a name or a domain that another account has.</summary>
    /// <param name="domain">In one spelling.</param>
    public static async Task<Result> CheckFree(SalesDb db, Account account, string name, string? domain, CancellationToken cancellation)
    {
        var book = await Open(db, [(name, domain)], tracked: false, cancellation);
        var other = new[] { book.byName.GetValueOrDefault(Account.NormaliseName(name)),
            domain is null ? null : book.byDomain.GetValueOrDefault(domain) }
            .FirstOrDefault(known => known is not null && known.Id != account.Id);
        return other is null ? Result.Done
            : CheckVisible(db, other).IsRefused(out var notVisible) ? notVisible
            : AccountRefusals.AlreadyKnown(other);
    }

    /// <summary>Refuses an account that the caller may not see, such as one that a visible account was merged into.</summary>
    public static Result CheckVisible(SalesDb db, Account account) =>
        db.Sight.Sees(account.OwnerId) ? Result.Done : AccountRefusals.SomebodyElses;

    private static async Task<AccountBook> Open(SalesDb db, IEnumerable<(string? Name, string? Domain)> wanted, bool tracked,
        CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var names = list.Select(one => one.Name).OfType<string>().Select(Account.NormaliseName).Distinct().ToArray();
        var domains = list.Select(one => db.Domains.Of(one.Domain)).OfType<string>().Distinct().ToArray();
        var all = tracked ? db.Accounts.IgnoringOwnership() : db.Accounts.IgnoringOwnership().AsNoTracking();
        var known = await all
            .Where(account => names.Contains(account.NormalisedName) || (account.Domain != null && domains.Contains(account.Domain)))
            .ToListAsync(cancellation);
        return new(db, known, await MergeRedirects<Account>.Of(all, known, cancellation));
    }

    public Account? Find(string name, string? domain) =>
        (db.Domains.Of(domain) is { } read ? byDomain.GetValueOrDefault(read) : null)
        ?? byName.GetValueOrDefault(Account.NormaliseName(name));

    /// <summary>Refuses a text that is not a domain, and an account that exists and that the caller may not see.</summary>
    /// <remarks>A free-mail domain is no reason to refuse a record that names an account. The account is found by its name.</remarks>
    public Result CheckVisible(string name, string? domain) =>
        !DomainName.TryRead(domain, out _) ? AccountRefusals.DomainNotValid(domain)
        : Find(name, domain) is { } known ? CheckVisible(db, known) : Result.Done;

    /// <summary>Finds an account that was checked before, or opens a new one.</summary>
    /// <param name="ownerId">The owner of a new account.</param>
    public Account FindOrOpen(string name, string? domain, Guid? ownerId, DateTimeOffset now)
    {
        if (CheckVisible(name, domain).IsRefused(out _))
        {
            throw new InvalidOperationException("The account is out of the caller's sight, which was not checked.");
        }

        domain = db.Domains.Of(domain);
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
