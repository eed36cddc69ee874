using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <param name="Domain">Such as <c>acme.com</c>; finds the account before its name does.</param>
/// <param name="Industry">In the words of the team.</param>
/// <param name="Country">ISO 3166, two capitals; phone numbers of its people are read as of there.</param>
/// <param name="Employees">How many work there, 0 to 10,000,000.</param>
/// <param name="OwnerId">The representative whose account it is.</param>
/// <param name="Fields">Custom fields by their codes; in a change only those that are named change, and null takes a value away.</param>
public sealed record AddAccountRequest(
    [property: Required, MaxLength(Account.NameLength)] string Name,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? Domain = null,
    [property: MinLength(1), MaxLength(Account.IndustryLength)] string? Industry = null,
    [property: StringLength(2, MinimumLength = 2)] string? Country = null,
    [property: Range(0, Account.MostEmployees)] int? Employees = null,
    Guid? OwnerId = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null);

internal static class AddAccount
{
    /// <remarks>A known account is answered as it is.</remarks>
    public static async Task<Results<Created<AccountResponse>, Ok<AccountResponse>, ProblemHttpResult>> Handle(
        AddAccountRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var book = await AccountBook.Open(db, [(request.Name, request.Domain)], cancellation);
        var isKnown = book.Find(request.Name, request.Domain) is not null;
        if (book.Refuse(request.Name, request.Domain) is { } notTheirs)
        {
            return notTheirs.ToProblem();
        }

        if (await Refuse(db, request.Country, request.OwnerId, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        string values = FieldValues.None;
        if (!isKnown && (await CustomFieldSet.Load(db, RecordKind.Account, cancellation)).Change(values, request.Fields ?? new Dictionary<string, JsonElement>())
            .IsRefused(out var noValue, out values!))
        {
            return noValue.ToProblem();
        }

        var account = book.FindOrOpen(request.Name, request.Domain, request.OwnerId, clock.GetUtcNow());
        if (!isKnown)
        {
            account.Become(new(request.Name, request.Domain, request.Industry, request.Country, request.Employees, request.OwnerId, values));
        }

        await db.SaveChangesAsync(cancellation);
        var answer = AccountResponse.Of(account);
        return isKnown ? TypedResults.Ok(answer) : TypedResults.Created($"/api/sales/v1/accounts/{account.Id}", answer);
    }

    public static async Task<Refusal?> Refuse(SalesDb db, string? country, Guid? ownerId, CancellationToken cancellation) =>
        country is not null && !PhoneNumber.IsCountry(country) ? AccountRefusals.CountryUnknown.Because($"'{country}' is none.")
        : ownerId is not null && !await db.Representatives.AnyAsync(person => person.Id == ownerId, cancellation) ? TeamRefusals.OwnerNotFound.Because($"'{ownerId}' is none.")
        : null;
}
