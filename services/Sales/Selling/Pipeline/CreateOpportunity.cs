using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

/// <summary>How a moved-in opportunity ended.</summary>
public enum OpportunityOutcome
{
    Won,
    Lost,
}

/// <summary>An opportunity, new or moved in from another system with its own times and outcome.</summary>
/// <param name="Amount">Two decimals, 0 to 1,000,000,000,000; the final one where there is an outcome.</param>
/// <param name="Currency">ISO 4217, capitals.</param>
/// <param name="ExternalId">The key in the system that it came from: the same again is not created twice.</param>
/// <param name="LeadId">The lead that led to it: one that Sales has accepted, unless this is history, which tells that it was.</param>
/// <param name="ExternalLeadId">Or the lead's key in the system that it came from; its handoff must have reached Sales.</param>
/// <param name="OwnerExternalId">Instead of <paramref name="OwnerId"/>.</param>
/// <param name="Pipeline">Code; <c>default</c> where it is absent.</param>
/// <param name="Stage">Code of the stage that it begins in; the first one where it is absent. One that is named is asked for its entry requirements, except in history and in a batch.</param>
/// <param name="CreatedAt">When it began, for history. Absent: now, or with an outcome the handoff or the closing, whichever came first.</param>
/// <param name="ClosedAt">When it was won or lost; now where it is absent.</param>
/// <param name="Contact">Whom we talk to; from now on at the account.</param>
/// <param name="Fields">Custom fields by their codes.</param>
/// <param name="Reason">With an outcome: code from the managed list of win or loss reasons.</param>
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
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null)
{
    /// <summary>Of a new one the company asks for more than of what happened elsewhere.</summary>
    internal bool IsHistory => CreatedAt is not null || Outcome is not null;
}

/// <summary>A contact by its id, or as it is found on every path: by e-mail address, else by phone number, else a new one.</summary>
/// <param name="Phone">Kept in E.164: read as of its own prefix, else as of the account's country.</param>
/// <param name="Role">What part the contact plays in the account's buying.</param>
public sealed record ContactReference(
    Guid? Id = null,
    [property: MaxLength(Contact.FullNameLength)] string? FullName = null,
    [property: EmailAddress, MaxLength(Contact.EmailLength)] string? Email = null,
    [property: MinLength(1), MaxLength(Contact.PhoneLength)] string? Phone = null,
    BuyingRole? Role = null);

internal static class CreateOpportunity
{
    public static async Task<Results<Created<OpportunityState>, Ok<OpportunityState>, ProblemHttpResult>> Handle(
        CreateOpportunityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var intake = await OpportunityIntake.Open(db, [request], now, cancellation);
        if (intake.Take(request).IsRefused(out var refusal, out var taken))
        {
            return refusal.ToProblem();
        }

        if (!taken.IsNew)
        {
            var known = (await db.Opportunities.FindAsync([taken.Id], cancellation))!;
            return TypedResults.Ok(OpportunityState.Of(known));
        }

        if (request is { IsHistory: false, Stage: { } code }
            && await DefinePipeline.Find(db, taken.Opportunity!.Pipeline, cancellation) is { } pipeline && pipeline.First.Code != code && pipeline.Find(code) is { } stage
            && (await EntryRequirements.Of(db, [taken.Opportunity], [stage], cancellation)).Missing(taken.Opportunity, stage, now) is { Count: > 0 } missing)
        {
            return EntryRequirements.Problem(missing);
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/opportunities/{taken.Id}", OpportunityState.Of(taken.Opportunity!));
    }
}
