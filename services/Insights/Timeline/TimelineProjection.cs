using Funnel.Contracts;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Npgsql;

namespace Funnel.Insights.Timeline;

/// <summary>All there is to tell of a person, who is the correlation of each of their events.</summary>
internal sealed class TimelineProjection() : Projection(Subscriptions.InsightsTimeline, version: 2, facts: "events")
{
    public override void Fold(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events)
    {
        var told = events.Select(envelope => Sentence.Of(envelope.Data!)).ToList();
        batch.Add(
            $"""
            insert into {schema}.events (event_id, source, time, recorded_at, person, sequence, type, subject, causation_id, sentence, with_amounts)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing
            """,
            events.Ids(), events.Select(envelope => envelope.Source).ToArray(), events.Times(), events.RecordedTimes(),
            events.Select(envelope => envelope.CorrelationId).ToArray(), events.Select(envelope => envelope.Sequence).ToArray(),
            events.Select(envelope => envelope.Type).ToArray(), events.Select(envelope => envelope.Subject).ToArray(),
            events.Select(envelope => envelope.CausationId).ToArray(), told.Select(one => one.Sentence).ToArray(), told.Select(one => one.WithAmounts).ToArray());
    }
}
