using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Marketing.Leads;

/// <summary>What captures write, by the set: one statement a table, whatever the number of people.</summary>
/// <remarks>
/// New people, touches, consents and facts go past EF Core, in one batch that is one transaction and one round trip. Only
/// people who were known already are changed through it, because their row version guards them; where there are any, both
/// share a transaction.
/// </remarks>
/// <param name="patience">How long to wait for a row that somebody else has locked; for ever unless told.</param>
internal sealed class CapturedRows(TimeSpan? patience = null)
{
    /// <summary>Of a new lead; what is not here is empty until Sales says something.</summary>
    internal const string LeadColumns =
        "id, email, external_id, phone, full_name, company, job_title, country, company_size, channel, landing_page, referrer, captured_at, "
        + "first_source, first_medium, first_campaign, first_term, first_content, sequence, last_event_id, "
        + "stage, cycle, qualified_cycle, accepted_cycle, recycled_cycle, is_rejected, is_customer";

    public List<NewLead> Leads { get; } = [];

    public List<Touch> Touches { get; } = [];

    public List<ConsentEntry> Consents { get; } = [];

    /// <summary>In their order.</summary>
    public List<CloudEvent> Events { get; } = [];

    private List<AuditEntry> audit = [];

    /// <exception cref="DbUpdateException">Another writer was faster; nothing was written.</exception>
    public async Task Save(MarketingDb db, Outbox outbox, CancellationToken cancellation)
    {
        var hasChanges = db.ChangeTracker.HasChanges();
        if (!hasChanges && Events.Count == 0)
        {
            return;
        }

        try
        {
            audit = [.. from row in Leads let actor = row.CapturedBy where actor is not null select Line(actor, row.Lead, outbox.Clock.GetUtcNow())];
            await (hasChanges || db.Database.CurrentTransaction is not null ? SaveTogether(db, cancellation) : Write(db, cancellation));
        }
        catch (PostgresException rival) when (rival.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            throw new DbUpdateException("Another writer was faster.", rival);
        }

        db.AfterCommit(outbox.Wake);
    }

    private static AuditEntry Line(Actor actor, Lead lead, DateTimeOffset now) => AuditEntry.Created(actor, "lead", lead.Id, new
    {
        lead.Email, lead.ExternalId, lead.Phone, lead.FullName, lead.Company, lead.JobTitle, lead.Country, lead.CompanySize, lead.Channel, lead.CapturedAt, lead.Stage,
    }, now);

    private string? LockTimeout => patience is { } limit ? $"select set_config('lock_timeout', '{limit.TotalMilliseconds}', true)" : null;

    private async Task SaveTogether(MarketingDb db, CancellationToken cancellation)
    {
        if (db.Database.CurrentTransaction is { } around)
        {
            // Whoever opened it may try again in it.
            await around.CreateSavepointAsync(nameof(CapturedRows), cancellation);
            try
            {
                await db.SaveChangesAsync(cancellation);
                await Write(db, cancellation);
            }
            catch (Exception)
            {
                await around.RollbackToSavepointAsync(nameof(CapturedRows), CancellationToken.None);
                throw;
            }

            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (LockTimeout is { } timeout)
        {
            await db.Database.ExecuteSqlRawAsync(timeout, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        await Write(db, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task Write(MarketingDb db, CancellationToken cancellation)
    {
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            if (LockTimeout is { } timeout)
            {
                batch.BatchCommands.Add(new(timeout));
            }

            Add(Leads.ConvertAll(row => row.Lead), InsertLeads);
            Add(Touches, TouchRows.Insert);
            Add(Consents, InsertConsents);
            Add(audit, InsertAudit);
            Add(Events, Journal.Append);
            await batch.ExecuteNonQueryAsync(cancellation);

            void Add<T>(List<T> rows, Func<List<T>, NpgsqlBatchCommand> insert)
            {
                if (rows.Count > 0)
                {
                    batch.BatchCommands.Add(insert(rows));
                }
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static NpgsqlBatchCommand InsertLeads(List<Lead> leads)
    {
        // In the order of their names: two writers of the same people wait for each other, but never crosswise.
        leads.Sort((one, other) => string.CompareOrdinal(one.Email ?? one.ExternalId ?? one.Phone, other.Email ?? other.ExternalId ?? other.Phone));
        return new(
            $"""
            insert into leads ({LeadColumns})
            select *, 0, 0, 0, false, false from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::int[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[],
                $18::text[], $19::int[], $20::uuid[], $21::text[], $22::int[])
            """)
        {
            Parameters =
            {
                Column(lead => lead.Id), Column(lead => lead.Email), Column(lead => lead.ExternalId), Column(lead => lead.Phone),
                Column(lead => lead.FullName), Column(lead => lead.Company), Column(lead => lead.JobTitle), Column(lead => lead.Country),
                Column(lead => lead.CompanySize), Column(lead => lead.Channel), Column(lead => lead.LandingPage), Column(lead => lead.Referrer),
                Column(lead => lead.CapturedAt), Column(lead => lead.First.Source), Column(lead => lead.First.Medium),
                Column(lead => lead.First.Campaign), Column(lead => lead.First.Term), Column(lead => lead.First.Content),
                Column(lead => lead.Sequence), Column(lead => lead.LastEventId), Column(lead => lead.Stage.ToString()), Column(lead => lead.Cycle),
            },
        };

        NpgsqlParameter<T[]> Column<T>(Func<Lead, T> value) => new() { TypedValue = [.. leads.Select(value)] };
    }

    private static NpgsqlBatchCommand InsertConsents(List<ConsentEntry> consents)
    {
        return new(
            """
            insert into consents (id, lead_id, purpose, channel, legal_basis, text_version, granted_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
            """)
        {
            Parameters =
            {
                Column(consent => consent.Id), Column(consent => consent.LeadId), Column(consent => consent.Purpose),
                Column(consent => consent.Channel), Column(consent => consent.LegalBasis), Column(consent => consent.TextVersion),
                Column(consent => consent.GrantedAt),
            },
        };

        NpgsqlParameter<T[]> Column<T>(Func<ConsentEntry, T> value) => new() { TypedValue = [.. consents.Select(value)] };
    }

    private static NpgsqlBatchCommand InsertAudit(List<AuditEntry> lines)
    {
        return new(
            """
            insert into messaging.audit (id, at, actor, actor_name, action, entity, entity_id, after)
            select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[])
            """)
        {
            Parameters =
            {
                Column(line => line.Id), Column(line => line.At), Column(line => line.Actor), Column(line => line.ActorName),
                Column(line => line.Action), Column(line => line.Entity), Column(line => line.EntityId), Column(line => line.After?.GetRawText()),
            },
        };

        NpgsqlParameter<T[]> Column<T>(Func<AuditEntry, T> value) => new() { TypedValue = [.. lines.Select(value)] };
    }
}

/// <summary>A lead that is not in the database yet.</summary>
/// <param name="Lead">The lead.</param>
/// <param name="CapturedBy">The caller who captured it, for the audit log; null if nobody is signed in.</param>
internal sealed record NewLead(Lead Lead, Actor? CapturedBy);
