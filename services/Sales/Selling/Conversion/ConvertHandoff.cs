using System.ComponentModel.DataAnnotations;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Conversion;

/// <param name="AccountName">The known account of this name, or domain, is linked; else one is opened.</param>
/// <param name="AccountDomain">Such as <c>acme.com</c>; finds the account before its name does.</param>
/// <param name="Contact">Whom we talk to; the lead of the context pack where it is absent. A known e-mail address is linked.</param>
/// <param name="OccurredAt">When the conversation confirmed it, for history; now where it is absent.</param>
public sealed record ConvertHandoffRequest(
    [property: Required, MaxLength(Account.NameLength)] string AccountName,
    ConvertedOpportunity Opportunity,
    ConvertedContact? Contact = null,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? AccountDomain = null,
    DateTimeOffset? OccurredAt = null);

/// <summary>The person at the account.</summary>
public sealed record ConvertedContact(
    [property: Required, MaxLength(Accounts.Contact.FullNameLength)] string FullName,
    [property: EmailAddress, MaxLength(Accounts.Contact.EmailLength)] string? Email = null,
    [property: MaxLength(Accounts.Contact.PhoneLength)] string? Phone = null);

/// <summary>The opportunity that the handoff becomes.</summary>
/// <param name="Amount">Two decimals, 0 to 1,000,000,000,000.</param>
/// <param name="Currency">ISO 4217, capitals.</param>
/// <param name="Pipeline">Code; <c>default</c> where it is absent.</param>
/// <param name="Stage">Code of an open stage; the first one where it is absent.</param>
/// <param name="OwnerId">The handoff's representative where it is absent, or the caller where it has none.</param>
public sealed record ConvertedOpportunity(
    [property: Required, MaxLength(Pipeline.Opportunity.NameLength)] string Name,
    decimal Amount,
    [property: Required, MaxLength(Money.CurrencyLength)] string Currency,
    DateOnly ExpectedCloseDate,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Pipeline = null,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    Guid? OwnerId = null);

public sealed record ConvertHandoffResponse(Guid HandoffId, Guid AccountId, Guid? ContactId, Guid OpportunityId);

/// <summary>Account, contact and opportunity in one transaction, once a handoff.</summary>
internal static class ConvertHandoff
{
    public static async Task<Results<Created<ConvertHandoffResponse>, Ok<ConvertHandoffResponse>, ProblemHttpResult>> Handle(
        Guid id, ConvertHandoffRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Handoffs.FindAsync([id], cancellation) is not { } handoff)
        {
            return HandoffRefusals.NotFound.ToProblem();
        }

        if (!handoff.IsAccepted)
        {
            return HandoffRefusals.NotAccepted(handoff).ToProblem();
        }

        if (await db.Opportunities.IgnoringOwnership().SingleOrDefaultAsync(made => made.HandoffId == id, cancellation) is { } known)
        {
            return TypedResults.Ok(new ConvertHandoffResponse(id, known.AccountId, known.ContactId, known.Id));
        }

        var wanted = request.Opportunity;
        if ((OccurredTimes.Check(now, request.OccurredAt).Refusal ?? PipelineRefusals.Refuse(wanted.ExpectedCloseDate, now)) is { } impossible)
        {
            return impossible.ToProblem();
        }

        if (Money.Of(wanted.Amount, wanted.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        var code = wanted.Pipeline ?? SalesPipeline.DefaultCode;
        if (await db.Pipelines.SingleOrDefaultAsync(pipeline => pipeline.Code == code, cancellation) is not { } pipeline)
        {
            return PipelineRefusals.PipelineNotFound.Because($"'{code}' is none.").ToProblem();
        }

        if (pipeline.Begin(wanted.Stage).IsRefused(out var noStage, out var stage))
        {
            return noStage.ToProblem();
        }

        var ownerId = wanted.OwnerId ?? handoff.RepresentativeId ?? db.Sight.Self;
        var owner = await db.Representatives.SingleOrDefaultAsync(person => person.Id == ownerId, cancellation);
        if (owner is null && ownerId is not null)
        {
            return TeamRefusals.OwnerNotFound.Because($"'{ownerId}' is none.").ToProblem();
        }

        var book = await AccountBook.Open(db, [(request.AccountName, request.AccountDomain)], cancellation);
        if (Read(request.Contact, handoff.Qualification.Context, book.Find(request.AccountName, request.AccountDomain)?.Country).IsRefused(out var noContact, out var wantedContact))
        {
            return noContact.ToProblem();
        }

        var account = book.FindOrOpen(request.AccountName, request.AccountDomain, owner?.Id, now);
        Contact? contact = null;
        if (wantedContact.Details is { } details)
        {
            // The lead is shown with its handoff, and linked whoever sees the contact; whom the caller names instead is not.
            var lead = Lead(handoff.Qualification.Context, account.Country);
            var contacts = await ContactBook.Open(db, lead is null ? [details] : [details, lead], cancellation);
            if (contacts.CheckVisible(details).Refusal is { } notTheirs && (lead is null || contacts.Find(lead) != contacts.Find(details)))
            {
                return notTheirs.ToProblem();
            }

            contact = contacts.FindOrAdd(details, account, null, now).Contact;
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        var (opportunity, created) = Opportunity.Create(
            new(wanted.Name, money, wanted.ExpectedCloseDate, pipeline, stage, account.Id, contact?.Id, handoff.LeadId, handoff, owner, null), at, now);
        db.Add(opportunity);
        if (wanted.Stage is not null && stage != pipeline.First && request.OccurredAt is null
            && (await EntryRequirements.Of(db, [opportunity], [stage], cancellation)).Missing(opportunity, stage, now) is { Count: > 0 } missing)
        {
            return EntryRequirements.Problem(missing);
        }

        db.Publish(opportunity, created, at, causedBy: handoff);
        StageAge.Watch(db, opportunity, stage);
        // A conversation confirmed it, so that by then somebody has reached out.
        await FirstOutreach.Record(db, [handoff.LeadId], at, cancellation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/opportunities/{opportunity.Id}", new ConvertHandoffResponse(id, account.Id, contact?.Id, opportunity.Id));
    }

    private sealed record Whom(ContactDetails? Details);

    /// <summary>Whom the caller names; else the lead, and nobody where Marketing knows neither name nor address.</summary>
    private static Result<Whom> Read(ConvertedContact? named, LeadContext lead, string? country)
    {
        if (named is null)
        {
            return new Whom(Lead(lead, country));
        }

        PhoneNumber? phone = null;
        return named.Phone is not null && PhoneNumber.Read(named.Phone, country).IsRefused(out var refusal, out phone)
            ? refusal
            : new Whom(ContactDetails.Of(named.FullName, named.Email, phone));
    }

    private static ContactDetails? Lead(LeadContext lead, string? country) => (lead.FullName ?? lead.Email) is not { } name ? null
        : ContactDetails.Of(name, lead.Email, lead.Phone is null ? null : PhoneNumber.ReadOrKeep(lead.Phone, country ?? lead.Country), lead.JobTitle);
}
