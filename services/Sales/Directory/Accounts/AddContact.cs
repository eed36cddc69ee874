using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Accounts;

/// <summary>A person, found by the e-mail address, else by the phone number, else added.</summary>
/// <param name="Phone">Kept in E.164: read as of its own prefix, else as of the account's country.</param>
/// <param name="Account">Where the person is: one that is there, or one to be opened.</param>
/// <param name="Role">What part the person plays in that account's buying.</param>
/// <param name="Fields">Custom fields by their codes; of somebody who is known, only what was not.</param>
public sealed record AddContactRequest(
    [property: Required, MaxLength(Contact.FullNameLength)] string FullName,
    [property: EmailAddress, MaxLength(Contact.EmailLength)] string? Email = null,
    [property: MinLength(1), MaxLength(Contact.PhoneLength)] string? Phone = null,
    [property: MinLength(1), MaxLength(Contact.JobTitleLength)] string? JobTitle = null,
    AccountReference? Account = null,
    BuyingRole? Role = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null);

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
