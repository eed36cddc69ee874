using Funnel.Contracts;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Topology;
using Npgsql;

namespace Funnel.Insights.Deals;

/// <summary>The history of every opportunity.</summary>
internal sealed class DealsProjection() : Projection(Subscriptions.InsightsDeals, version: 3, facts: "changes")
{
    private static readonly ColumnMap<OpportunityChange> Changes = new ColumnMap<OpportunityChange>()
        .EventOf(change => change.Event)
        .Column("opportunity_id", change => change.OpportunityId)
        .Column("sequence", change => change.Event.Sequence)
        .Column("change", change => change.Kind)
        .Column("amount", change => change.Amount)
        .Column("currency", change => change.Currency)
        .Column("stage", change => change.Stage)
        .Column("probability", change => change.Probability)
        .Column("outcome", change => change.Outcome)
        .Column("closed_at", change => change.ClosedAt)
        .Column("owner_id", change => change.IsClosing ? change.OwnerId : null)
        .Column("owner", change => change.IsClosing ? change.Owner : null);

    private static readonly ColumnMap<Deal> Opportunities = new ColumnMap<Deal>()
        .Column("opportunity_id", deal => deal.OpportunityId)
        .Column("lead_id", deal => deal.Changes.Min(change => change.LeadId))
        .Column("opened_at", deal => deal.Changes.Min(change => change.OpenedAt))
        .Column("created_at", deal => deal.Created?.Event.Time.UtcDateTime)
        .Column("created_event", deal => deal.Created?.Event.Id)
        .Column("pipeline", deal => deal.Created?.Pipeline)
        .Column("currency", deal => deal.Created?.Currency)
        .Column("owner_id", deal => deal.Created?.OwnerId)
        .Column("owner", deal => deal.Created?.Owner)
        .Column("closed_at", deal => deal.Closed?.ClosedAt)
        .Column("closing_sequence", deal => deal.Closed?.Event.Sequence)
        .Column("outcome", deal => deal.Closed?.Outcome)
        .Column("closed_amount", deal => deal.Closed?.Outcome is null ? null : deal.Closed.Amount)
        .Column("closed_currency", deal => deal.Closed?.Outcome is null ? null : deal.Closed.Currency)
        .Column("reason", deal => deal.Closed?.Reason)
        .Column("closer_id", deal => deal.Closed?.OwnerId)
        .Column("closer", deal => deal.Closed?.Owner)
        .Column("revised", deal => deal.Changes.Any(change => change.Kind is "reopened" or "corrected"));

    public override void Apply(NpgsqlBatch batch, string schema, IReadOnlyList<CloudEvent> events)
    {
        var changes = events.Select(OpportunityChange.From).ToList();
        Changes.Insert(batch, $"{schema}.changes", changes, "on conflict (event_id) do nothing");

        var deals = changes.GroupBy(change => change.OpportunityId).OrderBy(deal => deal.Key).Select(Deal.Of).ToList();
        Opportunities.Insert(
            batch, $"{schema}.opportunities as known", deals,
            """
            on conflict (opportunity_id) do update set
                lead_id = least(known.lead_id, excluded.lead_id), opened_at = least(known.opened_at, excluded.opened_at),
                (created_at, created_event, pipeline, currency, owner_id, owner) = (
                    select * from (values
                        (known.created_at, known.created_event, known.pipeline, known.currency, known.owner_id, known.owner),
                        (excluded.created_at, excluded.created_event, excluded.pipeline, excluded.currency, excluded.owner_id,
                            excluded.owner))
                        as creation (created_at, created_event) order by creation.created_at, creation.created_event limit 1),
                revised = known.revised or excluded.revised,
                (closing_sequence, closed_at, outcome, closed_amount, closed_currency, reason, closer_id, closer) = (
                    select * from (values
                        (known.closing_sequence, known.closed_at, known.outcome, known.closed_amount, known.closed_currency, known.reason,
                            known.closer_id, known.closer),
                        (excluded.closing_sequence, excluded.closed_at, excluded.outcome, excluded.closed_amount,
                            excluded.closed_currency, excluded.reason, excluded.closer_id, excluded.closer))
                        as closing (sequence) order by closing.sequence desc nulls last limit 1)
            """);
    }

    /// <summary>The changes of one opportunity in a batch, with the first of its creations and the last of its closings.</summary>
    private sealed record Deal(
        Guid OpportunityId, IReadOnlyList<OpportunityChange> Changes, OpportunityChange? Created, OpportunityChange? Closed)
    {
        public static Deal Of(IGrouping<Guid, OpportunityChange> changes) => new(
            changes.Key,
            [.. changes],
            First(changes.Where(change => change.Kind == "created")),
            changes.Where(change => change.IsClosing).MaxBy(change => change.Event.Sequence));

        private static OpportunityChange? First(IEnumerable<OpportunityChange> changes) =>
            changes.MinBy(change => (change.Event.Time, change.Event.Id));
    }
}
