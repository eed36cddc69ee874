using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <param name="Domain">Such as <c>acme.com</c>, with or without <c>https://www.</c>, port and path. An account is found by domain first,
/// then by name. The domain of a mail provider is refused.</param>
/// <param name="Industry">Free text.</param>
/// <param name="Country">ISO 3166, two upper-case letters. Phone numbers of contacts at the account are read as numbers of this
/// country.</param>
/// <param name="Employees">The number of employees, 0 to 10,000,000.</param>
/// <param name="OwnerId">The representative who owns the account. A new account defaults to the caller. A change without it keeps the
/// owner.</param>
/// <param name="Fields">Custom fields by code. A change sets only the named fields; null removes a value.</param>
/// <param name="Unassigned">Whether the account has no owner. Every caller sees and changes an account without an owner.</param>
public sealed record AddAccountRequest(
    [property: Required, MaxLength(Account.NameLength)] string Name,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? Domain = null,
    [property: MinLength(1), MaxLength(Account.IndustryLength)] string? Industry = null,
    [property: StringLength(2, MinimumLength = 2)] string? Country = null,
    [property: Range(0, Account.MostEmployees)] int? Employees = null,
    Guid? OwnerId = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null,
    bool Unassigned = false);

internal static class AddAccount
{
    /// <remarks>A known account is returned unchanged.</remarks>
    public static async Task<Results<Created<AccountResponse>, Ok<AccountResponse>, ProblemHttpResult>> Handle(
        AddAccountRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (db.Domains.Read(request.Domain).IsRefused(out var noDomain, out var domain))
        {
            return noDomain.ToProblem();
        }

        var book = await AccountBook.Open(db, [(request.Name, request.Domain)], cancellation);
        var isKnown = book.Find(request.Name, request.Domain) is not null;
        if (book.CheckVisible(request.Name, request.Domain).IsRefused(out var notVisible))
        {
            return notVisible.ToProblem();
        }

        ChosenOwner? owner = null;
        if ((await Check(db, request.Country, request.OwnerId, cancellation)).IsRefused(out var refusal)
            || (!isKnown && OwnerChoice.OfNew(db, request.OwnerId, request.Unassigned).IsRefused(out refusal, out owner)))
        {
            return refusal.ToProblem();
        }

        string values = FieldValues.None;
        if (!isKnown && (await CustomFieldSet.Load(db, RecordKind.Account, cancellation))
            .Change(values, request.Fields ?? new Dictionary<string, JsonElement>())
            .IsRefused(out var noValue, out values!))
        {
            return noValue.ToProblem();
        }

        var account = book.FindOrOpen(request.Name, request.Domain, owner?.Id, clock.GetUtcNow());
        if (!isKnown)
        {
            account.Become(
                new(request.Name, domain.Name, request.Industry, request.Country, request.Employees, owner?.Id, values));
        }

        await db.SaveChangesAsync(cancellation);
        var answer = AccountResponse.Of(account);
        return isKnown ? TypedResults.Ok(answer) : TypedResults.Created($"/api/sales/v1/accounts/{account.Id}", answer);
    }

    /// <summary>Checks that the country and the owner exist.</summary>
    public static async Task<Result> Check(SalesDb db, string? country, Guid? ownerId, CancellationToken cancellation) =>
        country is not null && !PhoneNumber.IsCountry(country)
            ? AccountRefusals.CountryUnknown.Because($"`country` is '{country}'.")
        : ownerId is not null && !await db.Representatives.AnyAsync(person => person.Id == ownerId, cancellation)
            ? TeamRefusals.OwnerNotFound.Because($"`ownerId` is '{ownerId}', which is not a representative.")
        : Result.Done;
}
