using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Npgsql;

namespace Funnel.Insights.Funnels;

/// <summary>The way of every person through the lifecycle.</summary>
internal sealed class FunnelsProjection() : Projection(Subscriptions.InsightsFunnels, version: 1, facts: "entries")
{
    private static readonly ColumnMap<Entry> Entries = new ColumnMap<Entry>()
        .EventOf(entry => entry.Event)
        .Column("lead_id", entry => entry.LeadId)
        .Column("entered", entry => entry.Entered)
        .Column("cycle", entry => entry.Cycle)
        .Column("reason", entry => entry.Reason);

    private static readonly ColumnMap<Person> People = new ColumnMap<Person>()
        .Column("lead_id", person => person.LeadId)
        .Column("captured_at", person => person.Capture?.Event.Time.UtcDateTime)
        .Column("captured_event", person => person.Capture?.Event.Id)
        .Column("channel", person => Filled(person.Capture?.Fact?.Channel))
        .Column("source", person => Filled(person.Capture?.Fact?.Source))
        .Column("campaign", person => Filled(person.Capture?.Fact?.Campaign))
        .Column("landing_page", person => Filled(person.Capture?.Fact?.LandingPage))
        .Column("mql_at", person => person.First("qualified"))
        .Column("sal_at", person => person.First("accepted"))
        .Column("sql_at", person => person.First("opportunity"))
        .Column("customer_at", person => person.First("won"));

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
                (captured_at, captured_event, channel, source, campaign, landing_page) = (
                    select * from (values
                        (known.captured_at, known.captured_event, known.channel, known.source, known.campaign, known.landing_page),
                        (excluded.captured_at, excluded.captured_event, excluded.channel, excluded.source, excluded.campaign,
                            excluded.landing_page))
                        as capture (captured_at, captured_event, channel, source, campaign, landing_page)
                    order by capture.captured_at, capture.captured_event limit 1),
                mql_at = least(known.mql_at, excluded.mql_at), sal_at = least(known.sal_at, excluded.sal_at),
                sql_at = least(known.sql_at, excluded.sql_at), customer_at = least(known.customer_at, excluded.customer_at)
            """);
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

    private sealed record Entry(CloudEvent Event, Guid? LeadId, string Entered, int? Cycle = null, string? Reason = null)
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
            OpportunityWon fact => new(envelope, fact.LeadId, "won", Reason: fact.Reason),
            _ => throw new ArgumentException($"The projection funnels does not handle {envelope.Type}.", nameof(envelope)),
        };
    }
}
