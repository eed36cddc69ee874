using Funnel.Contracts;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Npgsql;

namespace Funnel.Insights.Timeline;

/// <summary>All events of every person. The person is the correlation of these events.</summary>
internal sealed class TimelineProjection() : Projection(Subscriptions.InsightsTimeline, version: 5, facts: "events")
{
    private static readonly ColumnMap<(CloudEvent Event, string Sentence, string? WithAmounts)> Events =
        new ColumnMap<(CloudEvent Event, string Sentence, string? WithAmounts)>()
            .EventOf(row => row.Event)
            .Column("person", row => row.Event.CorrelationId)
            .Column("sequence", row => row.Event.Sequence)
            .Column("type", row => row.Event.Type)
            .Column("subject", row => row.Event.Subject)
            .Column("causation_id", row => row.Event.CausationId)
            .Column("sentence", row => row.Sentence)
            .Column("with_amounts", row => row.WithAmounts);

    public override void Apply(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events)
    {
        var rows = events.Select(envelope =>
        {
            var (sentence, withAmounts) = TimelineSentence.Of(envelope.Data!);
            return (envelope, sentence, withAmounts);
        });
        Events.Insert(batch, $"{schema}.events", [.. rows], "on conflict do nothing");
    }
}
