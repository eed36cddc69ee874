using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Funnel.Values;
using Npgsql;

namespace Funnel.Insights.Funnels;

/// <summary>The way of every person through the lifecycle.</summary>
internal sealed class FunnelsProjection() : Projection(Subscriptions.InsightsFunnels, version: 3, facts: "entries")
{
    private static readonly ColumnMap<Entry> Entries = new ColumnMap<Entry>()
        .EventOf(entry => entry.Event)
        .Column("lead_id", entry => entry.LeadId)
        .Column("entered", entry => entry.Entered)
        .Column("cycle", entry => entry.Cycle)
        .Column("reason", entry => entry.Reason)
        .Column("opportunity_id", entry => entry.OpportunityId)
        .Column("sequence", entry => entry.Event.Sequence)
        .Column("won_at", entry => entry.WonAt);

    private static readonly ColumnMap<Person> People = new ColumnMap<Person>()
        .Column("lead_id", person => person.LeadId)
        .Column("captured_at", person => person.Capture?.Event.Time.UtcDateTime)
        .Column("captured_event", person => person.Capture?.Event.Id)
        .Column("channel_key", person => TextKey.IdentityOrNull(person.Capture?.Fact?.Channel))
        .Column("source", person => Filled(person.Capture?.Fact?.Source))
        .Column("campaign", person => Filled(person.Capture?.Fact?.Campaign))
        .Column("landing_page", person => Filled(person.Capture?.Fact?.LandingPage))
        .Column("mql_at", person => person.First("qualified"))
        .Column("sal_at", person => person.First("accepted"))
        .Column("sql_at", person => person.First("opportunity"))
        .Column("customer_at", _ => (DateTime?)null)
        .Column("revised", person => person.Entries.Any(entry => entry.Entered is "reopened" or "corrected"));

    private static readonly ColumnMap<Entry> Channels = new ColumnMap<Entry>()
        .Column("channel_key", capture => TextKey.Identity(capture.Fact!.Channel!))
        .Column("channel", capture => capture.Fact!.Channel!)
        .Column("captured_at", capture => capture.Event.Time.UtcDateTime)
        .Column("captured_event", capture => capture.Event.Id);

    public override void Apply(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events)
    {
        var entries = events.Select(Entry.Of).ToList();
        Entries.Insert(batch, $"{schema}.entries", entries, "on conflict (event_id) do nothing");

        var people = entries.Where(entry => entry.LeadId is not null).GroupBy(entry => entry.LeadId!.Value).OrderBy(person => person.Key)
            .Select(Person.Of).ToList();
        People.Insert(
            batch, $"{schema}.people as known", people,
            """
            on conflict (lead_id) do update set
                (captured_at, captured_event, channel_key, source, campaign, landing_page) = (
                    select * from (values
                        (known.captured_at, known.captured_event, known.channel_key, known.source, known.campaign, known.landing_page),
                        (excluded.captured_at, excluded.captured_event, excluded.channel_key, excluded.source, excluded.campaign,
                            excluded.landing_page))
                        as capture (captured_at, captured_event, channel_key, source, campaign, landing_page)
                    order by capture.captured_at, capture.captured_event limit 1),
                mql_at = least(known.mql_at, excluded.mql_at), sal_at = least(known.sal_at, excluded.sal_at),
                sql_at = least(known.sql_at, excluded.sql_at), revised = known.revised or excluded.revised
            """);
        Channels.Insert(
            batch, $"{schema}.channels as known",
            entries.Where(entry => TextKey.IdentityOrNull(entry.Fact?.Channel) is not null)
                .GroupBy(entry => TextKey.Identity(entry.Fact!.Channel!)).OrderBy(channel => channel.Key, StringComparer.Ordinal)
                .Select(channel => channel.MinBy(entry => (entry.Event.Time, entry.Event.Id))!).ToList(),
            """
            on conflict (channel_key) do update set (channel, captured_at, captured_event) =
                (excluded.channel, excluded.captured_at, excluded.captured_event)
                where (excluded.captured_at, excluded.captured_event) < (known.captured_at, known.captured_event)
            """);
        FollowWins(batch, schema, people);
    }

    /// <summary>
    /// Sets the first win of people from all entries of their deals. Of the entries of one deal, the one with the highest sequence
    /// counts: a deal that was opened again is not won. The rows of the people are locked already.
    /// </summary>
    private static void FollowWins(NpgsqlBatch batch, string schema, IEnumerable<Person> people)
    {
        var leads = people.Where(person => person.Entries.Any(entry => entry.OpportunityId is not null)).Select(person => person.LeadId)
            .ToArray();
        if (leads.Length == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            update {schema}.people set customer_at = (
                select min(won_at) from (
                    select distinct on (opportunity_id) won_at from {schema}.entries
                    where entries.lead_id = people.lead_id and opportunity_id is not null
                    order by opportunity_id, sequence desc) last)
            where lead_id = any($1)
            """)
        {
            Parameters = { new NpgsqlParameter { Value = leads } },
        });
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The entries of one person in a batch, with the first of the captures.</summary>
    private sealed record Person(Guid LeadId, IReadOnlyList<Entry> Entries, Entry? Capture)
    {
        public static Person Of(IGrouping<Guid, Entry> entries) => new(
            entries.Key,
            [.. entries],
            entries.Where(entry => entry.Entered == "captured").MinBy(entry => (entry.Event.Time, entry.Event.Id)));

        public DateTime? First(string entered) =>
            Entries.Where(entry => entry.Entered == entered).Min(entry => (DateTime?)entry.Event.Time.UtcDateTime);
    }

    private sealed record Entry(CloudEvent Event, Guid? LeadId, string Entered, int? Cycle = null, string? Reason = null,
        Guid? OpportunityId = null, DateTime? WonAt = null)
    {
        public ContactCaptured? Fact => Event.Data as ContactCaptured;

        /// <remarks>The entry of a deal without a lead is kept for the lineage. It counts for no person.</remarks>
        public static Entry Of(CloudEvent envelope) => envelope.Data switch
        {
            ContactCaptured fact => new(envelope, fact.LeadId, "captured"),
            LeadQualified fact => new(envelope, fact.LeadId, "qualified", fact.Cycle),
            LeadAssigned fact => new(envelope, fact.LeadId, "assigned", fact.Cycle),
            LeadAccepted fact => new(envelope, fact.LeadId, "accepted", fact.Cycle, fact.Reason),
            LeadRejected fact => new(envelope, fact.LeadId, "rejected", fact.Cycle, fact.Reason),
            LeadRecycled fact => new(envelope, fact.LeadId, "recycled", fact.Cycle, fact.Reason),
            OpportunityCreated fact => new(envelope, fact.LeadId, "opportunity"),
            OpportunityWon fact => new(envelope, fact.LeadId, "won", Reason: fact.Reason, OpportunityId: fact.OpportunityId,
                WonAt: envelope.Time.UtcDateTime),
            OpportunityReopened fact =>
                new(envelope, fact.LeadId, "reopened", Reason: fact.Reason, OpportunityId: fact.OpportunityId),
            OpportunityCorrected fact =>
                new(envelope, fact.LeadId, "corrected", Reason: fact.Reason, OpportunityId: fact.OpportunityId,
                    WonAt: fact.Outcome == "won" ? fact.ClosedAt.UtcDateTime : null),
            _ => throw new ArgumentException($"The projection funnels does not handle {envelope.Type}.", nameof(envelope)),
        };
    }
}
