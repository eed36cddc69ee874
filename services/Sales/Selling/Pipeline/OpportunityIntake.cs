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

/// <summary>Adds opportunities, one or a thousand. The number of queries does not depend on their number.</summary>
/// <remarks>
/// 1. Load by sets: known external ids, handoffs, owners, accounts, contacts, pipelines, reasons, custom fields.
/// 2. Check an item completely before anything is added for it, so that a refused item leaves nothing behind.
/// 3. Add it and publish. Later items find what earlier items added.
/// 4. The caller closes the opportunities in <see cref="Closing"/> with <see cref="DealClosing"/>, and saves once.
/// </remarks>
internal sealed class OpportunityIntake
{
    private readonly SalesDb db;
    private readonly DateTimeOffset now;
    private readonly Lookups known;
    private readonly List<ClosingDeal> closing = [];

    private OpportunityIntake(SalesDb db, DateTimeOffset now, Lookups known) => (this.db, this.now, this.known) = (db, now, known);

    /// <summary>The added opportunities that have an outcome. They are still open.</summary>
    public IReadOnlyList<ClosingDeal> Closing => closing;

    public static async Task<OpportunityIntake> Load(
        SalesDb db, IReadOnlyList<CreateOpportunityRequest> requests, DateTimeOffset now, CancellationToken cancellation)
    {
        now = now.ToMicroseconds();
        // External ids are unique and a handoff is converted once, no matter who owns them. Each item is refused that names a record out of
        // the caller's sight.
        var externalIds = requests.Select(request => request.ExternalId).OfType<string>().Distinct().ToArray();
        var known = await db.Opportunities.IgnoringOwnership()
            .Where(opportunity => opportunity.ExternalId != null && externalIds.Contains(opportunity.ExternalId))
            .Select(opportunity => new { opportunity.ExternalId, opportunity.Id, opportunity.OwnerId })
            .ToDictionaryAsync(same => same.ExternalId!, same => (same.Id, same.OwnerId), cancellation);
        var handoffs = await HandoffLookup.Load(db.Handoffs.IgnoringOwnership().AsNoTracking(), [],
            requests.Select(request => request.LeadId), requests.Select(request => request.ExternalLeadId), cancellation);
        var handoffIds = handoffs.All.Select(handoff => handoff.Id).ToArray();
        var converted = await db.Opportunities.IgnoringOwnership()
            .Where(opportunity => opportunity.HandoffId != null && handoffIds.Contains(opportunity.HandoffId.Value))
            .Select(opportunity => opportunity.HandoffId!.Value).ToListAsync(cancellation);
        var accountIds = requests.Select(request => request.Account.Id).OfType<Guid>().Distinct().ToArray();
        var accounts = await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership(),
            await db.Accounts.Where(account => accountIds.Contains(account.Id)).ToListAsync(cancellation), cancellation);
        var book = await AccountBook.Open(db, requests.Select(request => (request.Account.Name, request.Account.Domain)), cancellation);
        var contacts = await OpportunityContactBook.Load(
            db, requests.Select(request => (request.Contact, CountryOf(request.Account, accounts, book))), cancellation);
        return new(db, now, new(
            known, [.. converted], handoffs, await OutreachRecorder.Load(db, handoffs.All, cancellation),
            await OpportunityOwners.Load(db, requests, handoffs, cancellation), accounts, book, contacts,
            await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation),
            await ReasonList.Load(db, cancellation), await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation)));
    }

    /// <summary>Adds the opportunity and publishes its facts, or finds the one with the same external id.</summary>
    /// <param name="owner">The owner, if the caller knows it or is about to add it.</param>
    /// <param name="product">The product of the opportunity's only line, at the opportunity's amount.</param>
    public Result<IntakeResult> Add(CreateOpportunityRequest request, Representative? owner = null, Product? product = null)
    {
        if (owner is not null)
        {
            known.Owners.Add(owner);
        }

        if (request.ExternalId is { } key && known.ExternalIds.TryGetValue(key, out var same))
        {
            return db.Sight.Sees(same.OwnerId) ? new IntakeResult(same.Id, null) : PipelineRefusals.ExternalIdTaken;
        }

        if (Check(request).IsRefused(out var refusal, out var item))
        {
            return refusal;
        }

        var account = request.Account.Id is { } id
            ? known.Accounts.Of(id)!
            : known.Book.FindOrOpen(request.Account.Name!, request.Account.Domain, item.Owner?.Id, now);
        var contact = known.Contacts.FindOrAdd(request.Contact, account, now);
        var closedAt = item.Outcome is null ? (DateTimeOffset?)null : (request.ClosedAt ?? now).ToMicroseconds();
        var createdAt = request.CreatedAt is { } told ? told.ToMicroseconds()
            : closedAt is { } closed ? (item.Handoff?.HandedOffAt < closed ? item.Handoff.HandedOffAt : closed)
            : now;
        AcceptHandoff(item, createdAt, closedAt);
        // The handoff becomes the first opportunity of its lead. A second opportunity has no handoff.
        var isConversion = item.Handoff is { IsAccepted: true } && known.Converted.Add(item.Handoff.Id);
        var (money, pipeline, stage) = item.Terms;
        var opportunity = BeginOpportunity.Begin(
            db,
            new(request.Name, money, request.ExpectedCloseDate, pipeline, stage, account.Id, contact?.Id,
                request.LeadId ?? item.Handoff?.LeadId, isConversion ? item.Handoff : null, item.Owner, request.ExternalId, item.Fields),
            createdAt, now, causedBy: item.Handoff);
        if (product is not null)
        {
            AddLine(opportunity, product, money, createdAt);
        }

        if (item.Outcome is { } outcome)
        {
            closing.Add(new(opportunity, new(outcome, money, request.Reason!, closedAt!.Value), pipeline, item.Owner?.Name));
        }

        if (request.ExternalId is not null)
        {
            known.ExternalIds.Add(request.ExternalId, (opportunity.Id, opportunity.OwnerId));
        }

        return new IntakeResult(opportunity.Id, opportunity);
    }

    /// <summary>Checks the entry requirements of the stage that the request names.</summary>
    public Task<Result> CheckEntry(Opportunity added, CreateOpportunityRequest request, CancellationToken cancellation) => request.IsHistory
        ? Task.FromResult(Result.Done)
        : BeginOpportunity.CheckEntry(db, added, known.Pipelines[added.Pipeline], request.Stage, now, cancellation);

    /// <summary>A historical opportunity accepts the pending handoff of its lead, and counts as outreach.</summary>
    private void AcceptHandoff(CheckedOpportunity item, DateTimeOffset createdAt, DateTimeOffset? closedAt)
    {
        if (item.Handoff is not { } handoff)
        {
            return;
        }

        if (handoff.Status == HandoffStatus.Pending)
        {
            // Handoffs are loaded untracked, because most of them do not change.
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
            known.Outreach.Record(handoff, handoff.ReachedBy(createdAt, closedAt, now));
        }
    }

    private void AddLine(Opportunity opportunity, Product product, Money money, DateTimeOffset createdAt)
    {
        if (OpportunityLine.ForAmount(opportunity.Id, product, money, now).IsRefused(out var refusal, out var line)
            || opportunity.SetLines([line], createdAt).IsRefused(out refusal, out var change))
        {
            throw new InvalidOperationException($"The product line of a checked opportunity is refused: {refusal.Code}.");
        }

        if (change.AmountChanged is not null)
        {
            throw new InvalidOperationException("The product line of a checked opportunity has another amount than the opportunity.");
        }
    }

    private Result<CheckedOpportunity> Check(CreateOpportunityRequest request)
    {
        if (OccurredTimes.Check(now, request.CreatedAt, request.ClosedAt).IsRefused(out var impossible))
        {
            return impossible;
        }

        if ((request.LeadId is not null && request.ExternalLeadId is not null)
            || (request.OwnerId is not null && request.OwnerExternalId is not null))
        {
            return PipelineRefusals.NamedTwice;
        }

        if (BeginOpportunity.CheckTerms(request.Amount, request.Currency, request.ExpectedCloseDate, request.Pipeline, request.Stage,
            known.Pipelines, now)
            .IsRefused(out var wrongTerms, out var terms))
        {
            return wrongTerms;
        }

        if (CheckAccount(request.Account).IsRefused(out var noAccount))
        {
            return noAccount;
        }

        if (known.Contacts.Check(request.Contact, CountryOf(request.Account, known.Accounts, known.Book)).IsRefused(out var noContact))
        {
            return noContact;
        }

        var handoff = request.IsHistory
            ? known.Handoffs.OfLeadAt(request.CreatedAt ?? request.ClosedAt ?? now, request.LeadId, request.ExternalLeadId)
            : known.Handoffs.LatestOfLead(request.LeadId, request.ExternalLeadId);
        if (handoff is null && request.LeadId is null && request.ExternalLeadId is not null)
        {
            return PipelineRefusals.LeadNotHandedOver
                .Because($"`externalLeadId` is '{request.ExternalLeadId}', and no handoff has this external lead id.");
        }

        // A handoff that is reached by its lead obeys the same sight as by its id.
        if (handoff is not null && !db.Sight.Sees(handoff.RepresentativeId))
        {
            return PipelineRefusals.LeadSomebodyElses;
        }

        if (known.Owners.Choose(request, handoff).IsRefused(out var noOwner, out var chosen))
        {
            return noOwner;
        }

        if (handoff is not null && CheckHandoff(handoff, chosen.Person, request.IsHistory).IsRefused(out var noHandoff))
        {
            return noHandoff;
        }

        if (CheckOutcome(request).IsRefused(out var wrongOutcome))
        {
            return wrongOutcome;
        }

        if (known.Fields.Change("{}", request.Fields ?? new Dictionary<string, JsonElement>(), request.IsHistory)
            .IsRefused(out var noValue, out var values))
        {
            return noValue;
        }

        return new CheckedOpportunity(terms, chosen.Person, handoff, StatusOf(request.Outcome), values);
    }

    private Result CheckHandoff(Handoff handoff, Representative? owner, bool isHistory) =>
        handoff.CheckConversion(isHistory).IsRefused(out var refusal) ? refusal
        // A historical opportunity accepts a pending handoff in the name of its owner.
        : handoff.Status == HandoffStatus.Pending && owner is not null && !db.Sight.ActsFor(owner.Id)
            ? HandoffRefusals.DeciderIsNotActedFor(owner.Name)
        : Result.Done;

    private Result CheckOutcome(CreateOpportunityRequest request) => request.Outcome switch
    {
        OpportunityOutcome.Won => known.Reasons.Check(ReasonKind.Win, request.Reason),
        OpportunityOutcome.Lost => known.Reasons.Check(ReasonKind.Loss, request.Reason),
        _ => request.ClosedAt is not null || request.Reason is not null ? PipelineRefusals.OutcomeMissing : Result.Done,
    };

    private static OpportunityStatus? StatusOf(OpportunityOutcome? outcome) => outcome switch
    {
        OpportunityOutcome.Won => OpportunityStatus.Won,
        OpportunityOutcome.Lost => OpportunityStatus.Lost,
        _ => null,
    };

    private Result CheckAccount(AccountReference account) =>
        account.Id is null == string.IsNullOrWhiteSpace(account.Name) ? AccountRefusals.NotNamed
        : account.Id is not { } id ? known.Book.CheckVisible(account.Name!, account.Domain)
        : known.Accounts.Of(id) is { } named ? AccountBook.CheckVisible(db, named)
        : AccountRefusals.NoSuchAccount.Because($"`account.id` is '{id}', which is not a known account.");

    private static string? CountryOf(AccountReference account, MergeRedirects<Account> accounts, AccountBook book) =>
        account.Id is { } id ? accounts.Of(id)?.Country : account.Name is { } name ? book.Find(name, account.Domain)?.Country : null;

    private sealed record Lookups(
        Dictionary<string, (Guid Id, Guid? OwnerId)> ExternalIds, HashSet<Guid> Converted, HandoffLookup Handoffs,
        OutreachRecorder Outreach,
        OpportunityOwners Owners, MergeRedirects<Account> Accounts, AccountBook Book, OpportunityContactBook Contacts,
        Dictionary<string, SalesPipeline> Pipelines, ReasonList Reasons, CustomFieldSet Fields);

    private sealed record CheckedOpportunity(
        OpportunityTerms Terms, Representative? Owner, Handoff? Handoff, OpportunityStatus? Outcome, string Fields);
}

/// <param name="Added">The new opportunity; null if an opportunity with the same external id exists.</param>
internal sealed record IntakeResult(Guid Id, Opportunity? Added);
