using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Npgsql;

namespace Funnel.Insights.Funnels;

/// <summary>Everyone's way through the lifecycle.</summary>
internal sealed class FunnelsProjection() : Projection(Subscriptions.InsightsFunnels, version: 1, facts: "entries")
{
    public override void Fold(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events)
    {
        var entries = events.Select(Entry.Of).ToList();
        batch.Add(
            $"""
            insert into {schema}.entries (event_id, source, time, recorded_at, lead_id, entered, cycle, reason)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8) on conflict (event_id) do nothing
            """,
            entries.Select(entry => entry.Event).Ids(), entries.Select(entry => entry.Event.Source).ToArray(),
            entries.Select(entry => entry.Event).Times(), entries.Select(entry => entry.Event).RecordedTimes(),
            entries.Select(entry => entry.LeadId).ToArray(), entries.Select(entry => entry.Entered).ToArray(),
            entries.Select(entry => entry.Cycle).ToArray(), entries.Select(entry => entry.Reason).ToArray());

        var people = entries.Where(entry => entry.LeadId is not null).GroupBy(entry => entry.LeadId!.Value).OrderBy(person => person.Key).ToList();
        var captures = people.ConvertAll(person => person.Where(entry => entry.Entered == "captured").MinBy(entry => (entry.Event.Time, entry.Event.Id)));
        batch.Add(
            $"""
            insert into {schema}.people as known
                (lead_id, captured_at, captured_event, channel, source, campaign, landing_page, mql_at, sal_at, sql_at, customer_at)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (lead_id) do update set
                (captured_at, captured_event, channel, source, campaign, landing_page) = (
                    select * from (values
                        (known.captured_at, known.captured_event, known.channel, known.source, known.campaign, known.landing_page),
                        (excluded.captured_at, excluded.captured_event, excluded.channel, excluded.source, excluded.campaign, excluded.landing_page))
                        as capture (captured_at, captured_event, channel, source, campaign, landing_page)
                    order by capture.captured_at, capture.captured_event limit 1),
                mql_at = least(known.mql_at, excluded.mql_at), sal_at = least(known.sal_at, excluded.sal_at),
                sql_at = least(known.sql_at, excluded.sql_at), customer_at = least(known.customer_at, excluded.customer_at)
            """,
            people.Select(person => person.Key).ToArray(),
            captures.Select(capture => capture?.Event.Time.UtcDateTime).ToArray(), captures.Select(capture => capture?.Event.Id).ToArray(),
            captures.Select(capture => Filled(capture?.Capture?.Channel)).ToArray(), captures.Select(capture => Filled(capture?.Capture?.Source)).ToArray(),
            captures.Select(capture => Filled(capture?.Capture?.Campaign)).ToArray(), captures.Select(capture => Filled(capture?.Capture?.LandingPage)).ToArray(),
            First("qualified"), First("accepted"), First("opportunity"), First("won"));

        DateTime?[] First(string entered) => [.. people.Select(person =>
            person.Where(entry => entry.Entered == entered).Min(entry => (DateTime?)entry.Event.Time.UtcDateTime))];
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private sealed record Entry(CloudEvent Event, Guid? LeadId, string Entered, int? Cycle = null, string? Reason = null)
    {
        public ContactCaptured? Capture => Event.Data as ContactCaptured;

        /// <summary>A deal that no lead of ours led to is nobody's way: it is kept, for the lineage, and counts for no person.</summary>
        public static Entry Of(CloudEvent envelope) => envelope.Data switch
        {
            ContactCaptured fact => new(envelope, fact.LeadId, "captured"),
            LeadQualified fact => new(envelope, fact.LeadId, "qualified", fact.Cycle),
            LeadAssigned fact => new(envelope, fact.LeadId, "assigned", fact.Cycle),
            LeadAccepted fact => new(envelope, fact.LeadId, "accepted", fact.Cycle, fact.Reason),
            LeadRejected fact => new(envelope, fact.LeadId, "rejected", fact.Cycle, fact.Reason),
            LeadRecycled fact => new(envelope, fact.LeadId, "recycled", fact.Cycle, fact.Reason),
            OpportunityCreated fact => new(envelope, fact.LeadId, "opportunity"),
            OpportunityWon fact => new(envelope, fact.LeadId, "won", Reason: fact.Reason),
            _ => throw new ArgumentException($"The funnels do not hear {envelope.Type}.", nameof(envelope)),
        };
    }
}
