using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Accounts;

/// <summary>The new details of an account. An absent detail is erased, except the owner and custom fields.</summary>
/// <inheritdoc cref="AddAccountRequest"/>
public sealed record ChangeAccountRequest(
    [property: Required, MaxLength(Account.NameLength)] string Name,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? Domain = null,
    [property: MinLength(1), MaxLength(Account.IndustryLength)] string? Industry = null,
    [property: StringLength(2, MinimumLength = 2)] string? Country = null,
    [property: Range(0, Account.MostEmployees)] int? Employees = null,
    Guid? OwnerId = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null,
    bool Unassigned = false);

internal static class ChangeAccount
{
    public static async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangeAccountRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Accounts.FindAsync([id], cancellation) is not { MergedIntoId: null } account)
        {
            return AccountRefusals.NotFound.ToProblem();
        }

        if (db.Domains.Read(request.Domain).IsRefused(out var noDomain, out var domain))
        {
            return noDomain.ToProblem();
        }

        if (OwnerChoice.OfChanged(request.OwnerId, request.Unassigned, account.OwnerId).IsRefused(out var refusal, out var owner)
            || (await AddAccount.Check(db, request.Country, request.OwnerId, cancellation)).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        if ((await AccountBook.CheckFree(db, account, request.Name, domain.Name, cancellation)).IsRefused(out var taken))
        {
            return taken.ToProblem();
        }

        var values = account.Fields;
        if (request.Fields is not null
            && (await CustomFieldSet.Load(db, RecordKind.Account, cancellation)).Change(values, request.Fields)
                .IsRefused(out var noValue, out values!))
        {
            return noValue.ToProblem();
        }

        account.Become(new(request.Name, domain.Name, request.Industry, request.Country, request.Employees, owner.Id, values));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(AccountResponse.Of(account));
    }
}
