using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>Adds contacts, one or a thousand, with their accounts.</summary>
internal sealed class ContactIntake
{
    private readonly SalesDb db;
    private readonly DateTimeOffset now;
    private readonly MergeRedirects<Account> accounts;
    private readonly AccountBook accountBook;
    private readonly ContactBook contactBook;
    private readonly CustomFieldSet fields;
    private readonly HashSet<Guid> owners;
    private readonly bool isByHand;

    private ContactIntake(SalesDb db, DateTimeOffset now, MergeRedirects<Account> accounts, AccountBook accountBook,
        ContactBook contactBook, CustomFieldSet fields, HashSet<Guid> owners, bool isByHand) =>
        (this.db, this.now, this.accounts, this.accountBook, this.contactBook, this.fields, this.owners, this.isByHand) =
            (db, now, accounts, accountBook, contactBook, fields, owners, isByHand);

    /// <param name="isByHand">A contact added by hand must have a value in each required custom field.</param>
    public static async Task<ContactIntake> Open(
        SalesDb db, IReadOnlyList<AddContactRequest> requests, DateTimeOffset now, CancellationToken cancellation, bool isByHand = false)
    {
        var ids = requests.Select(request => request.Account?.Id).OfType<Guid>().Distinct().ToArray();
        var accounts =
            await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership(),
                await db.Accounts.Where(account => ids.Contains(account.Id)).ToListAsync(cancellation), cancellation);
        var accountBook =
            await AccountBook.Open(db, requests.Select(request => (request.Account?.Name, request.Account?.Domain)), cancellation);
        var wanted = requests.Select(request => ContactDetails.Of(request.FullName, request.Email,
            request.Phone is null ? null : PhoneNumber.ReadOrKeep(request.Phone, Country(accounts, accountBook, request))));
        return new(db, now, accounts, accountBook, await ContactBook.Open(db, wanted, cancellation),
            await CustomFieldSet.Load(db, RecordKind.Contact, cancellation), await LoadOwners(db, requests, cancellation), isByHand);
    }

    public Result<TakenContact> Take(AddContactRequest request)
    {
        if (request.Account is { } named && (named.Id is null == string.IsNullOrWhiteSpace(named.Name)))
        {
            return AccountRefusals.NotNamed;
        }

        if (CheckAccount(request.Account).IsRefused(out var noAccount))
        {
            return noAccount;
        }

        if (request.Role is not null && request.Account is null)
        {
            return AccountRefusals.RoleWithoutAccount;
        }

        PhoneNumber? phone = null;
        if (request.Phone is not null && PhoneNumber.Read(request.Phone, Country(accounts, accountBook, request))
            .IsRefused(out var noPhone, out phone))
        {
            return noPhone;
        }

        var details = ContactDetails.Of(request.FullName, request.Email, phone, request.JobTitle);
        if (contactBook.CheckVisible(details).IsRefused(out var contactNotVisible))
        {
            return contactNotVisible;
        }

        if (fields.Change(FieldValues.None, request.Fields ?? new Dictionary<string, JsonElement>(),
            isHistory: !isByHand || contactBook.Find(details) is not null)
            .IsRefused(out var noValue, out var values))
        {
            return noValue;
        }

        if (ChooseOwner(request).IsRefused(out var noOwner, out var owner))
        {
            return noOwner;
        }

        var account = request.Account is null ? null
            : request.Account.Id is { } known ? accounts.Of(known)
            : accountBook.FindOrOpen(request.Account.Name!, request.Account.Domain, owner.Id, now);
        var (contact, isNew) = contactBook.FindOrAdd(details with { Fields = values }, account, request.Role, now);
        return new TakenContact(contact, isNew);
    }

    /// <summary>The owner of a new account. A known account keeps its owner.</summary>
    private Result<ChosenOwner> ChooseOwner(AddContactRequest request) =>
        request.Account is not { Id: null, Name: { } name, Domain: var domain } || accountBook.Find(name, domain) is not null
            ? new ChosenOwner(null)
        : OwnerChoice.OfNew(db, request.OwnerId, request.Unassigned).IsRefused(out var refusal, out var owner) ? refusal
        : owner.Id is { } id && !owners.Contains(id)
            ? TeamRefusals.OwnerNotFound.Because($"`ownerId` is '{id}', which is not a representative.")
        : owner;

    private static async Task<HashSet<Guid>> LoadOwners(
        SalesDb db, IReadOnlyList<AddContactRequest> requests, CancellationToken cancellation)
    {
        var ids = requests.Select(request => request.OwnerId).Append(db.Sight.Self).OfType<Guid>().Distinct().ToArray();
        return ids.Length == 0 ? []
            : [.. await db.Representatives.Where(person => ids.Contains(person.Id)).Select(person => person.Id).ToListAsync(cancellation)];
    }

    private Result CheckAccount(AccountReference? account) => account switch
    {
        { Id: { } id } => accounts.Of(id) is { } known
            ? AccountBook.CheckVisible(db, known)
            : AccountRefusals.NoSuchAccount.Because($"`account.id` is '{id}', which is not an account."),
        { Name: { } name } => accountBook.CheckVisible(name, account.Domain),
        _ => Result.Done,
    };

    private static string? Country(MergeRedirects<Account> accounts, AccountBook book, AddContactRequest request) =>
        request.Account?.Id is { } id ? accounts.Of(id)?.Country
        : request.Account?.Name is { } name ? book.Find(name, request.Account.Domain)?.Country
        : null;
}

internal sealed record TakenContact(Contact Contact, bool IsNew);
