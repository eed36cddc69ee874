using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

/// <summary>The outcome of a historical opportunity.</summary>
public enum OpportunityOutcome
{
    Won,
    Lost,
}

/// <summary>A new opportunity, or a historical one with its own times and outcome.</summary>
/// <param name="Amount">0 to 1,000,000,000,000, at most the decimals of the currency. The final amount if there is an outcome.</param>
/// <param name="Currency">ISO 4217, capitals.</param>
/// <param name="ExternalId">The opportunity's key in another system. The same key is not created twice.</param>
/// <param name="LeadId">The lead from which the opportunity began. A new opportunity needs a lead that Sales has accepted; a historical
/// opportunity accepts a pending handoff.</param>
/// <param name="ExternalLeadId">The lead's key in another system, instead of <c>leadId</c>. Sales must have received a handoff of this
/// lead.</param>
/// <param name="OwnerId">The id of the owner, who also owns a new account. Defaults to the representative of the lead's handoff, else to
/// the caller.</param>
/// <param name="OwnerExternalId">The external id of the owner, instead of <c>ownerId</c>.</param>
/// <param name="Pipeline">The code of a pipeline. Defaults to <c>default</c>.</param>
/// <param name="Stage">The code of the open stage in which the opportunity begins. Defaults to the first stage. The entry requirements of a
/// named stage are checked, except for history and in a batch.</param>
/// <param name="CreatedAt">When the opportunity began. Defaults to the current time; with an outcome, to the time of the handoff or
/// <c>closedAt</c>, whichever is earlier.</param>
/// <param name="ClosedAt">When the opportunity was won or lost. Defaults to the current time. Needs an outcome.</param>
/// <param name="Contact">The contact of the opportunity. It is linked to the account.</param>
/// <param name="Fields">Values of custom fields by their codes.</param>
/// <param name="Reason">A code from the managed list of win or loss reasons. Needs an outcome.</param>
/// <param name="Unassigned">Whether the opportunity has no owner. Every caller sees and changes an opportunity without an owner.</param>
public sealed record CreateOpportunityRequest(
    AccountReference Account,
    [property: Required, MaxLength(Opportunity.NameLength)] string Name,
    decimal Amount,
    [property: Required, MaxLength(Money.CurrencyLength)] string Currency,
    DateOnly ExpectedCloseDate,
    [property: MinLength(1), MaxLength(Opportunity.ExternalIdLength)] string? ExternalId = null,
    Guid? LeadId = null,
    [property: MaxLength(200)] string? ExternalLeadId = null,
    Guid? OwnerId = null,
    [property: MaxLength(Representative.ExternalIdLength)] string? OwnerExternalId = null,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Pipeline = null,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    DateTimeOffset? CreatedAt = null,
    OpportunityOutcome? Outcome = null,
    DateTimeOffset? ClosedAt = null,
    [property: MaxLength(Reasons.Reason.CodeLength)] string? Reason = null,
    ContactReference? Contact = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null,
    bool Unassigned = false)
{
    /// <summary>A historical opportunity may lack values that a new opportunity needs.</summary>
    internal bool IsHistory => CreatedAt is not null || Outcome is not null;
}

/// <summary>
/// A contact by its id, or by its details. Details are looked up by e-mail address, then by phone number; else a contact is added.
/// </summary>
/// <param name="Phone">Stored as E.164. A number without an international prefix is read in the account's country.</param>
/// <param name="Role">The buying role of the contact at the account.</param>
public sealed record ContactReference(
    Guid? Id = null,
    [property: MaxLength(Contact.FullNameLength)] string? FullName = null,
    [property: Email, MaxLength(Contact.EmailLength)] string? Email = null,
    [property: MinLength(1), MaxLength(Contact.PhoneLength)] string? Phone = null,
    BuyingRole? Role = null);

internal static class CreateOpportunity
{
    public static async Task<Results<Created<OpportunityState>, Ok<OpportunityState>, ProblemHttpResult>> Handle(
        CreateOpportunityRequest request, SalesDb db, DealClosing closing, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var intake = await OpportunityIntake.Load(db, [request], now, cancellation);
        if (intake.Add(request).IsRefused(out var refusal, out var result))
        {
            return refusal.ToProblem();
        }

        if (result.Added is not { } opportunity)
        {
            return TypedResults.Ok(OpportunityState.Of((await db.Opportunities.FindAsync([result.Id], cancellation))!));
        }

        if ((await intake.CheckEntry(opportunity, request, cancellation)).IsRefused(out var missing))
        {
            return missing.ToProblem();
        }

        await closing.CloseChecked(intake.Closing, now, cancellation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/opportunities/{opportunity.Id}", OpportunityState.Of(opportunity));
    }
}
