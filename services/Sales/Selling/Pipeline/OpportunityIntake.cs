using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Conversion;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Products;
using Funnel.Sales.Reasons;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Takes opportunities in, one or a thousand: everything that they name is looked up in a handful of queries.</summary>
/// <remarks>
/// 1. Look up by sets: known external ids, handoffs, owners, accounts, pipelines, reasons.
/// 2. Check an item wholly before anything is added for it, so that a refused item leaves nothing behind.
/// 3. Add and publish; the caller saves once. What an item added is known to the items behind it.
/// </remarks>
internal sealed class OpportunityIntake
{
    private readonly SalesDb db;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, (Guid Id, Guid? OwnerId)> known;
    private readonly HashSet<Guid> converted;
    private readonly HandoffLookup handoffs;
    private readonly OutreachRecorder outreach;
    private readonly Dictionary<Guid, Representative> owners;
    private readonly MergeRedirects<Account> accounts;
    private readonly AccountBook book;
    private readonly OpportunityContacts contacts;
    private readonly Dictionary<string, SalesPipeline> pipelines;
    private readonly ReasonList reasons;
    private readonly CustomFieldSet fields;

    private OpportunityIntake(
        SalesDb db, DateTimeOffset now, Dictionary<string, (Guid Id, Guid? OwnerId)> known, HashSet<Guid> converted, HandoffLookup handoffs, OutreachRecorder outreach,
        Dictionary<Guid, Representative> owners, MergeRedirects<Account> accounts, AccountBook book, OpportunityContacts contacts,
        Dictionary<string, SalesPipeline> pipelines, ReasonList reasons, CustomFieldSet fields) =>
        (this.db, this.now, this.known, this.converted, this.handoffs, this.outreach, this.owners, this.accounts, this.book, this.contacts, this.pipelines, this.reasons, this.fields) =
        (db, now, known, converted, handoffs, outreach, owners, accounts, book, contacts, pipelines, reasons, fields);

    public static async Task<OpportunityIntake> Open(
        SalesDb db, IReadOnlyList<CreateOpportunityRequest> requests, DateTimeOffset now, CancellationToken cancellation)
    {
        now = now.ToMicroseconds();
        var externalIds = requests.Select(request => request.ExternalId).OfType<string>().Distinct().ToArray();
        // A key is unique among everyone's, a handoff becomes one opportunity whoever owns that, and a lead may be linked unseen.
        var known = await db.Opportunities.IgnoringOwnership().Where(opportunity => opportunity.ExternalId != null && externalIds.Contains(opportunity.ExternalId))
            .Select(opportunity => new { opportunity.ExternalId, opportunity.Id, opportunity.OwnerId })
            .ToDictionaryAsync(same => same.ExternalId!, same => (same.Id, same.OwnerId), cancellation);
        var handoffs = await HandoffLookup.Load(db.Handoffs.IgnoringOwnership().AsNoTracking(), [],
            requests.Select(request => request.LeadId), requests.Select(request => request.ExternalLeadId), cancellation);
        var handoffIds = handoffs.All.Select(handoff => handoff.Id).ToArray();
        var converted = await db.Opportunities.IgnoringOwnership().Where(opportunity => opportunity.HandoffId != null && handoffIds.Contains(opportunity.HandoffId.Value))
            .Select(opportunity => opportunity.HandoffId!.Value).ToListAsync(cancellation);
        var ownerIds = requests.Select(request => request.OwnerId).OfType<Guid>().Distinct().ToArray();
        var ownerKeys = requests.Select(request => request.OwnerExternalId).OfType<string>().Distinct().ToArray();
        var owners = await db.Representatives.AsNoTracking()
            .Where(person => ownerIds.Contains(person.Id) || (person.ExternalId != null && ownerKeys.Contains(person.ExternalId)))
            .ToDictionaryAsync(person => person.Id, cancellation);
        var accountIds = requests.Select(request => request.Account.Id).OfType<Guid>().Distinct().ToArray();
        var accounts = await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership(),
            await db.Accounts.Where(account => accountIds.Contains(account.Id)).ToListAsync(cancellation), cancellation);
        var book = await AccountBook.Open(db, requests.Select(request => (request.Account.Name, request.Account.Domain)), cancellation);
        var contacts = await OpportunityContacts.Open(db, requests.Select(request => (request.Contact, Country(request.Account, accounts, book))), cancellation);
        var pipelines = await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation);
        return new(db, now, known, [.. converted], handoffs, await OutreachRecorder.Load(db, handoffs.All, cancellation), owners, accounts, book, contacts, pipelines,
            await ReasonList.Load(db, cancellation), await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation));
    }

    /// <summary>Adds the opportunity and publishes its facts, or finds it known, or tells why not.</summary>
    /// <param name="owner">Who was looked up already, or is about to be added.</param>
    /// <param name="sold">What it sells, one at the opportunity's amount.</param>
    public Result<TakenOpportunity> Take(CreateOpportunityRequest request, Representative? owner = null, Product? sold = null)
    {
        if (owner is not null)
        {
            owners.TryAdd(owner.Id, owner);
        }

        if (request.ExternalId is { } key && known.TryGetValue(key, out var same))
        {
            return db.Sight.Sees(same.OwnerId) ? new TakenOpportunity(same.Id, null) : PipelineRefusals.ExternalIdTaken;
        }

        if (Check(request).IsRefused(out var refusal, out var item))
        {
            return refusal;
        }

        var account = request.Account.Id is { } id ? accounts.Of(id)! : book.FindOrOpen(request.Account.Name!, request.Account.Domain, item.Owner?.Id, now);
        var contact = contacts.Take(request.Contact, account, now);
        var closedAt = item.Outcome is null ? (DateTimeOffset?)null : (request.ClosedAt ?? now).ToMicroseconds();
        var createdAt = request.CreatedAt is { } told ? told.ToMicroseconds()
            : closedAt is { } closed ? (item.Handoff?.HandedOffAt < closed ? item.Handoff.HandedOffAt : closed)
            : now;
        Accept(item, createdAt, closedAt);
        // A lead's second opportunity is its own; the handoff became the first one.
        var isFirst = item.Handoff is { IsAccepted: true } && converted.Add(item.Handoff.Id);
        var (opportunity, created) = Opportunity.Create(
            new(request.Name, item.Money, request.ExpectedCloseDate, item.Pipeline, item.Stage, account.Id, contact?.Id,
                request.LeadId ?? item.Handoff?.LeadId, isFirst ? item.Handoff : null, item.Owner, request.ExternalId, item.Fields),
            createdAt, now);
        db.Add(opportunity);
        db.Publish(opportunity, created, createdAt, causedBy: item.Handoff);
        if (sold is not null)
        {
            Sell(opportunity, sold, item.Money, createdAt);
        }

        StageAge.Watch(db, opportunity, item.Stage);
        if (item.Outcome is { } outcome
            && CloseOpportunity.Apply(opportunity, outcome, item.Pipeline, item.Money, request.Reason!, item.Owner?.Name, closedAt!.Value, db) is { } notClosed)
        {
            throw new InvalidOperationException($"A checked opportunity was not closed: {notClosed.Code}.");
        }

        if (request.ExternalId is not null)
        {
            known.Add(request.ExternalId, (opportunity.Id, opportunity.OwnerId));
        }

        return new TakenOpportunity(opportunity.Id, opportunity);
    }

    /// <summary>History may tell that a lead was taken; and by when an opportunity was there, somebody had reached out.</summary>
    private void Accept(Checked item, DateTimeOffset createdAt, DateTimeOffset? closedAt)
    {
        if (item.Handoff is not { } handoff)
        {
            return;
        }

        if (handoff.Status == HandoffStatus.Pending)
        {
            // They are read without being watched for changes, as most have none.
            db.Attach(handoff);
            if (handoff.AcceptByHistory(item.Owner?.Name ?? HandoffAnswer.System, createdAt, closedAt) is { } accepted)
            {
                db.Publish(handoff, accepted, handoff.DecidedAt!.Value);
                if (handoff.RepresentativeId is null && item.Owner is { } owner)
                {
                    db.Publish(handoff, handoff.TakeFromQueue(owner), handoff.DecidedAt!.Value);
                }
            }
        }

        if (handoff.IsAccepted)
        {
            outreach.Record(handoff, handoff.ReachedBy(createdAt, closedAt, now));
        }
    }

    private void Sell(Opportunity opportunity, Product product, Money money, DateTimeOffset createdAt)
    {
        if (LineTerms.Of(1, money.Amount, null, money.Currency).IsRefused(out var refusal, out var terms)
            || opportunity.Sell([OpportunityLine.Of(opportunity.Id, 1, new(product, terms.UnitPrice, null), terms, now)], createdAt) is not (null, null))
        {
            throw new InvalidOperationException($"A checked opportunity does not sell its product at its amount: {refusal?.Code}.");
        }
    }

    private Result<Checked> Check(CreateOpportunityRequest request)
    {
        if ((OccurredTimes.Check(now, request.CreatedAt, request.ClosedAt).Refusal ?? PipelineRefusals.Refuse(request.ExpectedCloseDate, now)) is { } impossible)
        {
            return impossible;
        }

        if ((request.LeadId is not null && request.ExternalLeadId is not null) || (request.OwnerId is not null && request.OwnerExternalId is not null))
        {
            return PipelineRefusals.NamedTwice;
        }

        if (Money.Of(request.Amount, request.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney;
        }

        if (!pipelines.TryGetValue(request.Pipeline ?? SalesPipeline.DefaultCode, out var pipeline))
        {
            return PipelineRefusals.PipelineNotFound.Because($"'{request.Pipeline}' is none.");
        }

        if (pipeline.Begin(request.Stage).IsRefused(out var noStage, out var stage))
        {
            return noStage;
        }

        if ((RefuseAccount(request.Account) ?? contacts.Refuse(request.Contact, Country(request.Account, accounts, book))) is { } notNamed)
        {
            return notNamed;
        }

        var owner = request.OwnerId is { } ownerId ? owners.GetValueOrDefault(ownerId)
            : owners.Values.FirstOrDefault(person => request.OwnerExternalId is not null && person.ExternalId == request.OwnerExternalId);
        if (owner is null && (request.OwnerId is not null || request.OwnerExternalId is not null))
        {
            return TeamRefusals.OwnerNotFound.Because($"'{request.OwnerId?.ToString() ?? request.OwnerExternalId}' is none.");
        }

        var handoff = request.IsHistory
            ? handoffs.OfLeadAt(request.CreatedAt ?? request.ClosedAt ?? now, request.LeadId, request.ExternalLeadId)
            : handoffs.LatestOfLead(request.LeadId, request.ExternalLeadId);
        if (handoff is null && request.LeadId is null && request.ExternalLeadId is not null)
        {
            return PipelineRefusals.LeadNotHandedOver.Because($"'{request.ExternalLeadId}' has none.");
        }

        if (handoff is not null && handoff.CheckConversion(request.IsHistory, db.Sight.Sees(handoff.RepresentativeId)).IsRefused(out var notTaken))
        {
            return notTaken;
        }

        OpportunityStatus? outcome = request.Outcome switch
        {
            OpportunityOutcome.Won => OpportunityStatus.Won,
            OpportunityOutcome.Lost => OpportunityStatus.Lost,
            _ => null,
        };
        var wrongEnd = outcome is { } ended ? reasons.Check(CloseOpportunity.ListOf(ended), request.Reason).Refusal
            : request.ClosedAt is not null || request.Reason is not null ? PipelineRefusals.OutcomeMissing
            : null;
        return wrongEnd is not null ? wrongEnd
            : fields.Change("{}", request.Fields ?? new Dictionary<string, JsonElement>(), request.IsHistory).IsRefused(out var noValue, out var values) ? noValue
            : new Checked(money, pipeline, stage, owner, handoff, outcome, values);
    }

    private Refusal? RefuseAccount(AccountReference account) =>
        account.Id is null == string.IsNullOrWhiteSpace(account.Name) ? AccountRefusals.NotNamed
        : account.Id is { } id && accounts.Of(id) is null ? AccountRefusals.NoSuchAccount.Because($"'{id}' is none.")
        : null;

    private static string? Country(AccountReference account, MergeRedirects<Account> accounts, AccountBook book) =>
        account.Id is { } id ? accounts.Of(id)?.Country : account.Name is { } name ? book.Find(name, account.Domain)?.Country : null;

    private sealed record Checked(
        Money Money, SalesPipeline Pipeline, Stage Stage, Representative? Owner, Handoff? Handoff, OpportunityStatus? Outcome, string Fields);
}

/// <param name="Opportunity">Absent where it was known already.</param>
internal sealed record TakenOpportunity(Guid Id, Opportunity? Opportunity)
{
    public bool IsNew => Opportunity is not null;
}
