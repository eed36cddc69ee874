using Funnel.Marketing.Consents;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Capture;

/// <summary>Captures one or many requests together. Each capture sees the captures before it.</summary>
/// <remarks>
/// 1. Load the known people with one query, and the touches and consents that may have been sent before with one query each.
/// 2. Decide on each request in memory. A refused request leaves nothing behind.
/// 3. Write everything by sets.
/// Two writers of the same new person both find no lead. The unique index lets one through, and the other starts again.
/// </remarks>
internal sealed class CaptureSession
{
    private readonly Outbox outbox;
    private readonly LeadDirectory people;
    private readonly List<CloudEvent> facts = [];
    private readonly List<Touch> newTouches = [];
    private readonly Dictionary<Guid, Guid> touchOwners = [];

    private CaptureSession(Outbox outbox, LeadDirectory people) => (this.outbox, this.people) = (outbox, people);

    public static async Task<CaptureSession> Load(
        IReadOnlyList<CaptureLeadRequest> requests, MarketingDb db, Outbox outbox, CancellationToken cancellation)
    {
        var contacts = requests.Select(request => (Request: request, Contact: ContactDetails.Read(request).Value))
            .Where(pair => pair.Contact is not null).ToList();
        var people = await LeadDirectory.Load(
            [.. contacts.Select(pair => (pair.Contact!, pair.Request.Consents is { Count: > 0 }))], db, outbox, cancellation);
        var session = new CaptureSession(outbox, people);
        var ids = contacts.SelectMany(pair => (pair.Request.Touches ?? []).Select(touch => session.KnownId(touch, pair.Contact!)))
            .OfType<Guid>().Distinct().ToArray();
        if (ids.Length > 0)
        {
            foreach (var touch in await db.Touches.Where(touch => ids.Contains(touch.Id)).Select(touch => new { touch.Id, touch.LeadId })
                .ToListAsync(cancellation))
            {
                session.touchOwners[touch.Id] = touch.LeadId;
            }
        }

        return session;
    }

    /// <param name="actor">The caller of this request.</param>
    public Result<CapturedLead> Capture(CaptureLeadRequest request, Actor? actor, DateTimeOffset now)
    {
        if (ContactDetails.Read(request).IsRefused(out var refusal, out var contact)
            || OccurredTimes.Check(now, request.OccurredAt).IsRefused(out refusal))
        {
            return refusal;
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        var attribution = CaptureAttribution.Of(request, at);
        if (people.Match(contact, attribution.Origin, at, now).IsRefused(out refusal, out var match)
            || Touches(attribution.Touches, match.Lead.Id, now).IsRefused(out refusal, out var touches)
            || Consents(request.Consents ?? [], match.Lead.Id, at, now).IsRefused(out refusal, out var consents)
            || people.Keep(match, contact, consents, actor, at, facts).IsRefused(out refusal, out var kept))
        {
            return refusal;
        }

        var hasChanges = kept.HasChanges;
        foreach (var touch in touches.Where(touch => touchOwners.TryAdd(touch.Id, match.Lead.Id)))
        {
            newTouches.Add(touch);
            facts.Add(outbox.Once(touch.Id, touch.Recorded(), touch.OccurredAt, match.Lead.Id));
            hasChanges = true;
        }

        return new CapturedLead(match.Lead, match.IsNew, hasChanges, [.. touches.Select(touch => touch.Id)]);
    }

    /// <inheritdoc cref="BulkSave.Save"/>
    public Task Save(BulkSave rows, CancellationToken cancellation)
    {
        people.AddTo(rows);
        rows.Add(newTouches);
        rows.Publish(facts);
        return rows.Save(cancellation);
    }

    /// <summary>The id under which the touch may have been recorded before.</summary>
    private Guid? KnownId(TouchDetails touch, ContactDetails contact) => (touch.Id, External: TextKey.ShowOrNull(touch.ExternalId)) switch
    {
        ({ } id, _) => id,
        (null, { } external) when people.Find(contact) is { } lead => Touch.IdOf(lead.Id, external),
        _ => null,
    };

    private Result<List<Touch>> Touches(IReadOnlyList<TouchDetails> given, Guid leadId, DateTimeOffset now)
    {
        var touches = new List<Touch>(given.Count);
        foreach (var details in given)
        {
            if (Touch.Record(leadId, details, now).IsRefused(out var refusal, out var touch))
            {
                return refusal;
            }

            if (touchOwners.TryGetValue(touch.Id, out var owner) && owner != leadId)
            {
                return TouchRefusals.IdTaken.Because($"The touch {touch.Id} belongs to the lead {owner}.");
            }

            touches.Add(touch);
        }

        return touches;
    }

    private static Result<List<ConsentEntry>> Consents(
        IReadOnlyList<ConsentDetails> given, Guid leadId, DateTimeOffset capturedAt, DateTimeOffset now)
    {
        var consents = new List<ConsentEntry>(given.Count);
        foreach (var details in given)
        {
            if (ConsentEntry.Grant(leadId, details, capturedAt, now).IsRefused(out var refusal, out var consent))
            {
                return refusal;
            }

            consents.Add(consent);
        }

        return consents;
    }
}

/// <param name="HasChanges">Whether anything is written.</param>
internal sealed record CapturedLead(Lead Lead, bool IsNew, bool HasChanges, IReadOnlyList<Guid> TouchIds);
