using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Leads;

/// <summary>What is known of the people that one or many captures name; each capture adds to it, so that the next one sees it.</summary>
/// <remarks>
/// 1. Find the people by address, by external id, and by telephone where there is nothing else: one query.
/// 2. Find what of their touches and consents was sent before: one query each, and only where it can be.
/// 3. Decide item by item in memory, and note what is to be written. Nothing of a refused item is left there.
/// 4. Write it by the set.
/// Two writers of the same new person both find nobody; the unique index lets one through, and the other starts again.
/// </remarks>
internal sealed class KnownLeads
{
    private readonly MarketingDb db;
    private readonly Outbox outbox;
    private readonly CapturedRows rows;
    private readonly Dictionary<string, Lead> byEmail = [];
    private readonly Dictionary<string, Lead> byExternalId = [];
    private readonly Dictionary<string, Lead> byPhone = [];
    private readonly Dictionary<Guid, Guid> touchOwners = [];
    private readonly HashSet<(Guid, string, string, DateTimeOffset)> consents = [];

    private KnownLeads(MarketingDb db, Outbox outbox, TimeSpan? patience) => (this.db, this.outbox, rows) = (db, outbox, new(patience));

    /// <param name="patience">How long saving may wait for what somebody else has locked; for ever unless told.</param>
    public static async Task<KnownLeads> Find(
        IReadOnlyList<CaptureLeadRequest> requests, MarketingDb db, Outbox outbox, CancellationToken cancellation, TimeSpan? patience = null)
    {
        var known = new KnownLeads(db, outbox, patience);
        var people = requests.Select(request => (Request: request, Details: ContactDetails.Read(request).Value)).Where(pair => pair.Details is not null).ToList();
        var emails = Distinct(details => details.Email);
        var externalIds = Distinct(details => details.ExternalId);
        var phones = Distinct(details => details.IsKnownByPhoneOnly ? details.Phone : null);
        var leads = await db.Leads.Where(lead => emails.Contains(lead.Email!) || externalIds.Contains(lead.ExternalId!)
            || (lead.Email == null && lead.ExternalId == null && phones.Contains(lead.Phone!))).ToListAsync(cancellation);
        leads.ForEach(known.Remember);
        await known.FindTouches(people!, cancellation);
        await known.FindConsents(people!, cancellation);
        return known;

        string[] Distinct(Func<ContactDetails, string?> identity) => [.. people.Select(pair => identity(pair.Details!)).OfType<string>().Distinct()];
    }

    /// <summary>CaptureBatches one person: everything is decided before anything is added.</summary>
    /// <param name="actor">Who asks for it.</param>
    public Result<CapturedLead> Capture(CaptureLeadRequest request, Actor? actor, DateTimeOffset now)
    {
        if (ContactDetails.Read(request).IsRefused(out var refusal, out var details))
        {
            return refusal;
        }

        if (OccurredTimes.Check(now, request.OccurredAt).Refusal is { } impossible)
        {
            return impossible;
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        var known = Match(details, out var isConflict);
        if (isConflict)
        {
            return LeadRefusals.IdentityConflict.Because("They name two leads.");
        }

        var arrival = Arrival.Read(request, at);
        var lead = known ?? Lead.Capture(details, arrival.Origin, at, now);
        if (Read(arrival, lead.Id, at, now).IsRefused(out refusal, out var arrived))
        {
            return refusal;
        }

        var identified = known?.Identify(details);
        if (identified?.Refusal is { } conflict)
        {
            return conflict;
        }

        return Add(lead, actor, isNew: known is null, identified?.Value, arrived, at);
    }

    /// <summary>Writes what was captured.</summary>
    /// <inheritdoc cref="CapturedRows.Save"/>
    public Task Save(CancellationToken cancellation) => rows.Save(db, outbox, cancellation);

    private Result<Arrived> Read(Arrival arrival, Guid leadId, DateTimeOffset at, DateTimeOffset now)
    {
        var arrived = new Arrived([], []);
        foreach (var details in arrival.Touches)
        {
            if (Touch.Record(leadId, details, now).IsRefused(out var refusal, out var touch))
            {
                return refusal;
            }

            if (touchOwners.TryGetValue(touch.Id, out var owner) && owner != leadId)
            {
                return TouchRefusals.IdTaken;
            }

            arrived.Touches.Add(touch);
        }

        foreach (var details in arrival.Consents)
        {
            if (ConsentEntry.Grant(leadId, details, at, now).IsRefused(out var refusal, out var consent))
            {
                return refusal;
            }

            arrived.Consents.Add(consent);
        }

        return arrived;
    }

    private CapturedLead Add(
        Lead lead, Actor? actor, bool isNew, Contracts.Marketing.ContactIdentified? identified, Arrived arrived, DateTimeOffset at)
    {
        var isNews = isNew || identified is not null;
        if (isNew)
        {
            rows.Leads.Add(new(lead, actor));
            rows.Events.Add(outbox.Next(lead, lead.Captured(), at));
        }
        else if (identified is not null)
        {
            if (actor is not null)
            {
                db.ChangedBy(actor, lead);
            }

            rows.Events.Add(outbox.Next(lead, identified, at));
        }

        Remember(lead);
        foreach (var consent in arrived.Consents.Where(consent => consents.Add(Key(consent))))
        {
            rows.Consents.Add(consent);
            rows.Events.Add(outbox.Next(lead, consent.Granted(), consent.GrantedAt));
            isNews = true;
        }

        foreach (var touch in arrived.Touches.Where(touch => touchOwners.TryAdd(touch.Id, lead.Id)))
        {
            rows.Touches.Add(touch);
            rows.Events.Add(outbox.Once(touch.Id, touch.Recorded(), touch.OccurredAt, lead.Id));
            isNews = true;
        }

        return new(lead, isNew, isNews, [.. arrived.Touches.Select(touch => touch.Id)]);
    }

    private Lead? Match(ContactDetails details, out bool isConflict)
    {
        var byAddress = details.Email is { } email ? byEmail.GetValueOrDefault(email) : null;
        var byOtherId = details.ExternalId is { } externalId ? byExternalId.GetValueOrDefault(externalId) : null;
        isConflict = byAddress is not null && byOtherId is not null && byAddress != byOtherId;
        return byAddress ?? byOtherId ?? (details.IsKnownByPhoneOnly ? byPhone.GetValueOrDefault(details.Phone!) : null);
    }

    private void Remember(Lead lead)
    {
        if (lead.Email is { } email)
        {
            byEmail[email] = lead;
        }

        if (lead.ExternalId is { } externalId)
        {
            byExternalId[externalId] = lead;
        }

        if (lead is { Email: null, ExternalId: null, Phone: { } phone })
        {
            byPhone[phone] = lead;
        }
    }

    private async Task FindTouches(List<(CaptureLeadRequest Request, ContactDetails Details)> people, CancellationToken cancellation)
    {
        var ids = people.SelectMany(pair => (pair.Request.Touches ?? []).Select(touch => (touch.Id, External: touch.ExternalId.OrNull()) switch
        {
            ({ } id, _) => id,
            (null, { } external) when Match(pair.Details, out _) is { } lead => Touch.IdOf(lead.Id, external),
            _ => default(Guid?),
        })).OfType<Guid>().Distinct().ToArray();
        if (ids.Length > 0)
        {
            foreach (var touch in await db.Touches.Where(touch => ids.Contains(touch.Id)).Select(touch => new { touch.Id, touch.LeadId }).ToListAsync(cancellation))
            {
                touchOwners[touch.Id] = touch.LeadId;
            }
        }
    }

    private async Task FindConsents(List<(CaptureLeadRequest Request, ContactDetails Details)> people, CancellationToken cancellation)
    {
        var ids = people.Where(pair => pair.Request.Consents is { Count: > 0 }).Select(pair => Match(pair.Details, out _)?.Id).OfType<Guid>().Distinct().ToArray();
        if (ids.Length > 0)
        {
            consents.UnionWith((await db.Consents.AsNoTracking().Where(consent => ids.Contains(consent.LeadId)).ToListAsync(cancellation)).Select(Key));
        }
    }

    private static (Guid, string, string, DateTimeOffset) Key(ConsentEntry consent) => (consent.LeadId, consent.Purpose, consent.Channel, consent.GrantedAt);

    private sealed record Arrived(List<Touch> Touches, List<ConsentEntry> Consents);
}

/// <param name="IsNews">Whether anything was written.</param>
internal sealed record CapturedLead(Lead Lead, bool IsNew, bool IsNews, IReadOnlyList<Guid> TouchIds);
