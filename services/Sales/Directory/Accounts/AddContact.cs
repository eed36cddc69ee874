using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Accounts;

/// <summary>A person. A known email, else a known phone number, returns the known contact.</summary>
/// <param name="Phone">Kept in E.164. Without an international prefix it is read as a number of the country of the account.</param>
/// <param name="Account">The account of the person, known or new.</param>
/// <param name="Role">The part that the person plays when the account buys.</param>
/// <param name="Fields">Custom fields by code. For a known contact they fill only empty fields.</param>
/// <param name="OwnerId">The representative who owns the account, if it is new. Defaults to the caller.</param>
/// <param name="Unassigned">Whether a new account has no owner. Every caller sees and changes an account without an owner.</param>
public sealed record AddContactRequest(
    [property: Required, MaxLength(Contact.FullNameLength)] string FullName,
    [property: Email, MaxLength(Contact.EmailLength)] string? Email = null,
    [property: MinLength(1), MaxLength(Contact.PhoneLength)] string? Phone = null,
    [property: MinLength(1), MaxLength(Contact.JobTitleLength)] string? JobTitle = null,
    AccountReference? Account = null,
    BuyingRole? Role = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null,
    Guid? OwnerId = null,
    bool Unassigned = false);

internal static class AddContact
{
    public static async Task<Results<Created<ContactResponse>, Ok<ContactResponse>, ProblemHttpResult>> Handle(
        AddContactRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var intake = await ContactIntake.Open(db, [request], clock.GetUtcNow(), cancellation, isByHand: true);
        if (intake.Take(request).IsRefused(out var refusal, out var taken))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        var answer = (await GetContact.Show(db, taken.Contact.Id, cancellation))!;
        return taken.IsNew ? TypedResults.Created($"/api/sales/v1/contacts/{answer.Id}", answer) : TypedResults.Ok(answer);
    }
}
