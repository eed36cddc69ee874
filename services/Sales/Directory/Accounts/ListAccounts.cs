using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <param name="Domain">Such as <c>acme.com</c>.</param>
/// <param name="Country">ISO 3166, two upper-case letters.</param>
/// <param name="Employees">The number of employees.</param>
/// <param name="OwnerId">The representative who owns the account.</param>
/// <param name="Fields">Custom fields by code.</param>
public sealed record AccountResponse(
    Guid Id, string Name, string? Domain, string? Industry, string? Country, int? Employees, Guid? OwnerId, DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, JsonElement> Fields)
{
    internal static AccountResponse Of(Account account) => new(
        account.Id, account.Name, account.Domain, account.Industry, account.Country, account.Employees, account.OwnerId, account.CreatedAt,
        FieldValues.Show(account.Fields));
}

internal static class ListAccounts
{
    public static async Task<Results<Ok<Page<AccountResponse>>, ProblemHttpResult>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? ownerId = null,
        [Description(RelativeOwner.Description), MinLength(1), RegularExpression(RelativeOwner.Pattern)] string? owner = null,
        [Description("The id of a team. Its members and the members of the teams below are the owners.")] Guid? teamId = null,
        [StringLength(Account.IndustryLength), RegularExpression(@"^[^\x00]*$")] string? industry = null,
            [MinLength(1), RegularExpression("^[A-Z]{2}$")] string? country = null,
        [Description(FieldCondition.Description), MaxLength(FieldCondition.Most)] string[]? field = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null, Guid? after = null,
        [Range(1, Page<AccountResponse>.LargestLimit)] int limit = Page<AccountResponse>.DefaultLimit)
    {
        if ((await RelativeOwner.Read(db, owner, teamId, cancellation)).IsRefused(out var refusal, out var owners))
        {
            return refusal.ToProblem();
        }

        var accounts = db.Accounts.AsNoTracking().OwnedBy(owners).Where(account => account.MergedIntoId == null);
        accounts = ownerId is null ? accounts : accounts.Where(account => account.OwnerId == ownerId);
        accounts = industry is null ? accounts : accounts.Where(account => account.Industry == industry);
        accounts = country is null ? accounts : accounts.Where(account => account.Country == country);
        if (field is { Length: > 0 })
        {
            if ((await CustomFieldSet.Load(db, RecordKind.Account, cancellation)).Read(field).IsRefused(out refusal, out var conditions))
            {
                return refusal.ToProblem();
            }

            accounts = accounts.Meeting(conditions, account => account.Fields);
        }

        accounts = accounts.UpdatedSince(updatedSince);
        accounts = after is null ? accounts : accounts.Where(account => account.Id < after);
        var items = await accounts.OrderByDescending(account => account.Id).Take(limit + 1)
            .Select(account =>
                new AccountResponse(account.Id, account.Name, account.Domain, account.Industry, account.Country, account.Employees,
                    account.OwnerId, account.CreatedAt, FieldValues.Show(account.Fields)))
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
