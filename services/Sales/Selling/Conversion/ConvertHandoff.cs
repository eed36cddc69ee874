using System.ComponentModel.DataAnnotations;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Conversion;

/// <param name="AccountName">The name of the account. An unknown name opens a new account.</param>
/// <param name="AccountDomain">Such as <c>acme.com</c>. The domain is looked up before the name.</param>
/// <param name="Contact">The contact of the opportunity. Defaults to the lead. A known e-mail address finds the known contact.</param>
/// <param name="OccurredAt">When the conversation confirmed the lead. Defaults to the current time.</param>
public sealed record ConvertHandoffRequest(
    [property: Required, MaxLength(Account.NameLength)] string AccountName,
    ConvertedOpportunity Opportunity,
    ConvertedContact? Contact = null,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? AccountDomain = null,
    DateTimeOffset? OccurredAt = null);

/// <summary>The contact at the account.</summary>
public sealed record ConvertedContact(
    [property: Required, MaxLength(Accounts.Contact.FullNameLength)] string FullName,
    [property: Email, MaxLength(Accounts.Contact.EmailLength)] string? Email = null,
    [property: MaxLength(Accounts.Contact.PhoneLength)] string? Phone = null);

/// <summary>The new opportunity.</summary>
/// <param name="Amount">0 to 1,000,000,000,000, at most the decimals of the currency.</param>
/// <param name="Currency">ISO 4217, capitals.</param>
/// <param name="Pipeline">The code of a pipeline. Defaults to <c>default</c>.</param>
/// <param name="Stage">The code of an open stage, whose entry requirements are checked. Defaults to the first stage.</param>
/// <param name="OwnerId">The owner, who also owns a new account. Defaults to the representative of the handoff, else to the caller.</param>
/// <param name="Unassigned">Whether the opportunity has no owner. Every caller sees and changes an opportunity without an owner.</param>
public sealed record ConvertedOpportunity(
    [property: Required, MaxLength(Pipeline.Opportunity.NameLength)] string Name,
    decimal Amount,
    [property: Required, MaxLength(Money.CurrencyLength)] string Currency,
    DateOnly ExpectedCloseDate,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Pipeline = null,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    Guid? OwnerId = null,
    bool Unassigned = false);

public sealed record ConvertHandoffResponse(Guid HandoffId, Guid AccountId, Guid? ContactId, Guid OpportunityId);

/// <summary>Converts a handoff once. The account, the contact and the opportunity are saved in one transaction.</summary>
/// <remarks>The account takes over the country and the number of employees that the lead knows, unless it has its own.</remarks>
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
            return db.Sight.Sees(known.OwnerId)
                ? TypedResults.Ok(new ConvertHandoffResponse(id, known.AccountId, known.ContactId, known.Id))
                : HandoffRefusals.AlreadyConverted.ToProblem();
        }

        if (OccurredTimes.Check(now, request.OccurredAt).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        var wanted = request.Opportunity;
        var pipelines = await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation);
        if (BeginOpportunity.CheckTerms(wanted.Amount, wanted.Currency, wanted.ExpectedCloseDate, wanted.Pipeline, wanted.Stage, pipelines,
            now)
            .IsRefused(out var wrongTerms, out var terms))
        {
            return wrongTerms.ToProblem();
        }

        if (OwnerChoice.OfNew(db, wanted.OwnerId, wanted.Unassigned, handoff.RepresentativeId).IsRefused(out var noOwner, out var chosen))
        {
            return noOwner.ToProblem();
        }

        var owner = await db.Representatives.SingleOrDefaultAsync(person => person.Id == chosen.Id, cancellation);
        if (owner is null && chosen.Id is not null)
        {
            return PipelineRefusals.OwnerNotKnown($"{chosen.Id}").ToProblem();
        }

        var accounts = await AccountBook.Open(db, [(request.AccountName, request.AccountDomain)], cancellation);
        if (accounts.CheckVisible(request.AccountName, request.AccountDomain).IsRefused(out var notVisible))
        {
            return notVisible.ToProblem();
        }

        var country = accounts.Find(request.AccountName, request.AccountDomain)?.Country;
        var (lead, details) = (LeadDetails(handoff.Qualification.Context, country), (ContactDetails?)null);
        if (request.Contact is not null && ReadContact(request.Contact, country).IsRefused(out var noContact, out details))
        {
            return noContact.ToProblem();
        }

        var account = accounts.FindOrOpen(request.AccountName, request.AccountDomain, owner?.Id, now);
        account.Learn(handoff.Qualification.Context.Country, handoff.Qualification.Context.CompanySize);
        if ((await LinkContact(db, details ?? lead, lead, account, now, cancellation)).IsRefused(out var notTheirs, out var link))
        {
            return notTheirs.ToProblem();
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        var start = new OpportunityStart(wanted.Name, terms.Money, wanted.ExpectedCloseDate, terms.Pipeline, terms.Stage,
            account.Id, link.Contact?.Id, handoff.LeadId, handoff, owner, null);
        var opportunity = BeginOpportunity.Begin(db, start, at, now, causedBy: handoff);
        var namedStage = request.OccurredAt is null ? wanted.Stage : null;
        if ((await BeginOpportunity.CheckEntry(db, opportunity, terms.Pipeline, namedStage, now, cancellation)).IsRefused(out var missing))
        {
            return missing.ToProblem();
        }

        // A conversation confirmed the lead, so a representative has reached out by then.
        await FirstOutreach.Record(db, [handoff.LeadId], at, cancellation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/opportunities/{opportunity.Id}",
            new ConvertHandoffResponse(id, account.Id, link.Contact?.Id, opportunity.Id));
    }

    /// <summary>Finds or adds the contact and links it to the account.</summary>
    /// <remarks>A caller who sees the handoff sees its lead, so the lead is linked even if the caller does not see its contact.</remarks>
    private static async Task<Result<LinkedContact>> LinkContact(
        SalesDb db, ContactDetails? wanted, ContactDetails? lead, Account account, DateTimeOffset now, CancellationToken cancellation)
    {
        if (wanted is null)
        {
            return new LinkedContact(null);
        }

        var contacts = await ContactBook.Open(db, lead is null ? [wanted] : [wanted, lead], cancellation);
        var isLead = lead is not null && contacts.Find(lead) == contacts.Find(wanted);
        return !isLead && contacts.CheckVisible(wanted).IsRefused(out var notTheirs)
            ? notTheirs
            : new LinkedContact(contacts.FindOrAdd(wanted, account, null, now).Contact);
    }

    private static Result<ContactDetails> ReadContact(ConvertedContact named, string? country)
    {
        PhoneNumber? phone = null;
        return named.Phone is not null && PhoneNumber.Read(named.Phone, country).IsRefused(out var refusal, out phone)
            ? refusal
            : ContactDetails.Of(named.FullName, named.Email, phone);
    }

    /// <summary>Null if Marketing knows neither a name nor an e-mail address of the lead.</summary>
    private static ContactDetails? LeadDetails(LeadContext lead, string? country) => (lead.FullName ?? lead.Email) is not { } name ? null
        : ContactDetails.Of(name, lead.Email, lead.Phone is null ? null : PhoneNumber.ReadOrKeep(lead.Phone, country ?? lead.Country),
            lead.JobTitle);

    /// <param name="Contact">Null if neither the caller nor the lead names a contact.</param>
    private sealed record LinkedContact(Contact? Contact);
}
