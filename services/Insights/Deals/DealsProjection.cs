using Funnel.Contracts;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Npgsql;

namespace Funnel.Insights.Deals;

/// <summary>Every opportunity's course.</summary>
internal sealed class DealsProjection() : Projection(Subscriptions.InsightsDeals, version: 1, facts: "changes")
{
    public override void Fold(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events)
    {
        var changes = events.Select(OpportunityChange.Of).ToList();
        var envelopes = changes.ConvertAll(change => change.Event);
        batch.Add(
            $"""
            insert into {schema}.changes (event_id, source, time, recorded_at, opportunity_id, sequence, change, amount, currency, stage, probability)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (event_id) do nothing
            """,
            envelopes.Ids(), envelopes.Select(envelope => envelope.Source).ToArray(), envelopes.Times(), envelopes.RecordedTimes(),
            changes.Select(change => change.OpportunityId).ToArray(), envelopes.Select(envelope => envelope.Sequence).ToArray(),
            changes.Select(change => change.Kind).ToArray(), changes.Select(change => change.Amount).ToArray(),
            changes.Select(change => change.Currency).ToArray(), changes.Select(change => change.Stage).ToArray(),
            changes.Select(change => change.Probability).ToArray());

        var deals = changes.GroupBy(change => change.OpportunityId).OrderBy(deal => deal.Key).ToList();
        var created = deals.ConvertAll(deal => First(deal.Where(change => change.Kind == "created")));
        var closed = deals.ConvertAll(deal => First(deal.Where(change => change.Kind is "won" or "lost")));
        batch.Add(
            $"""
            insert into {schema}.opportunities as known
                (opportunity_id, lead_id, opened_at, created_at, created_event, pipeline, currency, owner_id, owner,
                 closed_at, closed_event, outcome, closed_amount, closed_currency, reason, closer_id, closer)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            on conflict (opportunity_id) do update set
                lead_id = least(known.lead_id, excluded.lead_id), opened_at = least(known.opened_at, excluded.opened_at),
                (created_at, created_event, pipeline, currency, owner_id, owner) = (
                    select * from (values
                        (known.created_at, known.created_event, known.pipeline, known.currency, known.owner_id, known.owner),
                        (excluded.created_at, excluded.created_event, excluded.pipeline, excluded.currency, excluded.owner_id, excluded.owner))
                        as creation (created_at, created_event) order by creation.created_at, creation.created_event limit 1),
                (closed_at, closed_event, outcome, closed_amount, closed_currency, reason, closer_id, closer) = (
                    select * from (values
                        (known.closed_at, known.closed_event, known.outcome, known.closed_amount, known.closed_currency, known.reason, known.closer_id, known.closer),
                        (excluded.closed_at, excluded.closed_event, excluded.outcome, excluded.closed_amount, excluded.closed_currency, excluded.reason, excluded.closer_id, excluded.closer))
                        as closing (closed_at, closed_event) order by closing.closed_at, closing.closed_event limit 1)
            """,
            deals.Select(deal => deal.Key).ToArray(), deals.Select(deal => deal.Min(change => change.LeadId)).ToArray(),
            deals.Select(deal => deal.Min(change => change.OpenedAt)).ToArray(),
            created.Select(At).ToArray(), created.Select(change => change?.Event.Id).ToArray(), created.Select(change => change?.Pipeline).ToArray(),
            created.Select(change => change?.Currency).ToArray(), created.Select(change => change?.OwnerId).ToArray(), created.Select(change => change?.Owner).ToArray(),
            closed.Select(At).ToArray(), closed.Select(change => change?.Event.Id).ToArray(), closed.Select(change => change?.Kind).ToArray(),
            closed.Select(change => change?.Amount).ToArray(), closed.Select(change => change?.Currency).ToArray(), closed.Select(change => change?.Reason).ToArray(),
            closed.Select(change => change?.OwnerId).ToArray(), closed.Select(change => change?.Owner).ToArray());
    }

    private static OpportunityChange? First(IEnumerable<OpportunityChange> changes) => changes.MinBy(change => (change.Event.Time, change.Event.Id));

    private static DateTime? At(OpportunityChange? change) => change?.Event.Time.UtcDateTime;
}
