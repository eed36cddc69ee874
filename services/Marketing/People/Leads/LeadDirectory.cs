using Funnel.Marketing.Consents;
using Funnel.Marketing.Origins;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Leads;

/// <summary>Finds the people whom captures name, and adds new people, new contact details and new consents.</summary>
/// <remarks>Loaded once for all contacts of a batch. Changes are decided in memory and written by sets.</remarks>
internal sealed class LeadDirectory
{
    private readonly MarketingDb db;
    private readonly Outbox outbox;
    private readonly Dictionary<string, Lead> byEmail = [];
    private readonly Dictionary<string, Lead> byExternalId = [];
    private readonly Dictionary<string, Lead> byPhone = [];
    private readonly HashSet<(Guid, string, string, DateTimeOffset)> knownConsents = [];
    private readonly List<Lead> newLeads = [];
    private readonly List<ConsentEntry> newConsents = [];
    private readonly List<AuditEntry> audit = [];

    private LeadDirectory(MarketingDb db, Outbox outbox) => (this.db, this.outbox) = (db, outbox);

    public static async Task<LeadDirectory> Load(
        IReadOnlyList<(ContactDetails Contact, bool HasConsents)> people, MarketingDb db, Outbox outbox, CancellationToken cancellation)
    {
        var directory = new LeadDirectory(db, outbox);
        var emails = Distinct(contact => contact.Email);
        var externalIds = Distinct(contact => contact.ExternalId);
        var phones = Distinct(contact => contact.IsKnownByPhoneOnly ? contact.Phone : null);
        var leads = await db.Leads.Where(lead => emails.Contains(lead.Email!) || externalIds.Contains(lead.ExternalId!)
            || (lead.Email == null && lead.ExternalId == null && phones.Contains(lead.Phone!))).ToListAsync(cancellation);
        leads.ForEach(directory.Remember);
        var ids = people.Where(person => person.HasConsents).Select(person => directory.Find(person.Contact)?.Id).OfType<Guid>().Distinct()
            .ToArray();
        if (ids.Length > 0)
        {
            var consents = await db.Consents.AsNoTracking().Where(consent => ids.Contains(consent.LeadId)).ToListAsync(cancellation);
            directory.knownConsents.UnionWith(consents.Select(Key));
        }

        return directory;

        string[] Distinct(Func<ContactDetails, string?> identity) =>
            [.. people.Select(person => identity(person.Contact)).OfType<string>().Distinct()];
    }

    /// <summary>The known lead of this contact. The email counts before the external id, and the phone counts only alone.</summary>
    public Lead? Find(ContactDetails contact) => ByEmail(contact) ?? ByExternalId(contact)
        ?? (contact.IsKnownByPhoneOnly ? byPhone.GetValueOrDefault(contact.Phone!) : null);

    /// <summary>The known lead of this contact, or a new lead, which is not added yet.</summary>
    public Result<LeadMatch> Match(ContactDetails contact, Origin origin, DateTimeOffset capturedAt, DateTimeOffset now)
    {
        if (ByEmail(contact) is { } one && ByExternalId(contact) is { } other && one != other)
        {
            return LeadRefusals.IdentityConflict.Because($"The email belongs to lead {one.Id} and the external id to lead {other.Id}.");
        }

        return Find(contact) is { } known
            ? new LeadMatch(known, IsNew: false)
            : new LeadMatch(Lead.Capture(contact, origin, capturedAt, now), IsNew: true);
    }

    /// <summary>Adds a new lead, or fills the blank fields of a known lead, and adds the consents that are new.</summary>
    /// <param name="actor">The caller, for the audit log.</param>
    /// <param name="facts">Receives the facts to publish.</param>
    public Result<KeptLead> Keep(
        LeadMatch match, ContactDetails contact, List<ConsentEntry> consents, Actor? actor, DateTimeOffset at, List<CloudEvent> facts)
    {
        var lead = match.Lead;
        var hasChanges = match.IsNew;
        if (match.IsNew)
        {
            newLeads.Add(lead);
            facts.Add(outbox.Next(lead, lead.Captured(), at));
            if (actor is not null)
            {
                audit.Add(Line(actor, lead, outbox.Clock.GetUtcNow()));
            }
        }
        else if (lead.Identify(contact).IsRefused(out var conflict, out var identification))
        {
            return conflict;
        }
        else if (identification.Fact is { } identified)
        {
            facts.Add(outbox.Next(lead, identified, at));
            hasChanges = true;
            if (actor is not null)
            {
                db.ChangedBy(actor, lead);
            }
        }

        Remember(lead);
        foreach (var consent in consents.Where(consent => knownConsents.Add(Key(consent))))
        {
            newConsents.Add(consent);
            facts.Add(outbox.Next(lead, consent.Granted(), consent.GrantedAt));
            hasChanges = true;
        }

        return new KeptLead(hasChanges);
    }

    /// <summary>Adds the new rows. Leads are sorted by identity, so that two writers of the same people cannot block each other.</summary>
    public void AddTo(BulkSave rows)
    {
        newLeads.Sort((one, other) => string.CompareOrdinal(Identity(one), Identity(other)));
        rows.Add(newLeads);
        rows.Add(newConsents);
        rows.Add(audit);

        static string? Identity(Lead lead) => lead.Email ?? lead.ExternalId ?? lead.Phone;
    }

    private Lead? ByEmail(ContactDetails contact) => contact.Email is { } email ? byEmail.GetValueOrDefault(email) : null;

    private Lead? ByExternalId(ContactDetails contact) =>
        contact.ExternalId is { } externalId ? byExternalId.GetValueOrDefault(externalId) : null;

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

    private static AuditEntry Line(Actor actor, Lead lead, DateTimeOffset now) => AuditEntry.Created(actor, "lead", lead.Id, new
    {
        lead.Email,
        lead.ExternalId,
        lead.Phone,
        lead.FullName,
        lead.Company,
        lead.JobTitle,
        lead.Country,
        lead.CompanySize,
        lead.Channel,
        lead.CapturedAt,
        lead.Stage,
    }, now);

    private static (Guid, string, string, DateTimeOffset) Key(ConsentEntry consent) =>
        (consent.LeadId, consent.PurposeKey, consent.ChannelKey, consent.GrantedAt);
}

/// <summary>The lead of a contact.</summary>
internal readonly record struct LeadMatch(Lead Lead, bool IsNew);

/// <param name="HasChanges">Whether the lead or its consents changed.</param>
internal readonly record struct KeptLead(bool HasChanges);
