using Funnel.Marketing.Leads;
using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

/// <summary>
/// Hands each lead over at the moment at which its score reaches the threshold. Works on all leads of a batch of the journal.
/// </summary>
/// <remarks>
/// A lead is handed over once a cycle: its row says in which cycle it last qualified. Saving fails if another writer was
/// faster, and the reader of the journal then starts the batch again with the rows of that moment.
/// A late or historic touch has every moment from its own time on computed again, with all touches that are known by now. So
/// the first crossing is the one that the same touches in order would have given. A handoff that was published stands, even if
/// a later touch would have made it earlier. A new version of the rules alone computes nothing again.
/// </remarks>
internal sealed class QualifyLeads(MarketingDb db, LeadsToScore changed) : IFinishBatch
{
    public async Task Finish(CancellationToken cancellation)
    {
        var ids = changed.All.Keys.ToArray();
        var leads = await db.Leads.Where(lead => ids.Contains(lead.Id) && lead.QualifiedCycle < lead.Cycle).ToListAsync(cancellation);
        var rules = await db.InEffect(cancellation);
        var touches =
            await Touches(rules, [.. leads.Select(lead => lead.Id)], changed.All.Values.Min(triggers => triggers.Since), cancellation);
        var crossings = leads.Select(lead => ThresholdCrossing.Find(rules, lead, touches[lead.Id], changed.All[lead.Id]))
            .OfType<ThresholdCrossing>().ToList();
        var crossed = crossings.Select(crossing => crossing.Lead.Id).ToArray();
        var consents = (await db.Consents.AsNoTracking().Where(consent => crossed.Contains(consent.LeadId)).ToListAsync(cancellation))
            .ToLookup(consent => consent.LeadId);
        foreach (var (lead, score, at) in crossings)
        {
            db.Cause = changed.All[lead.Id].CauseOf(at);
            using var activity = Telemetry.Hear(db.Cause, "scoring");
            db.HandOver(lead, score.ToLeadScore(), HandoffContext.Of(lead, touches[lead.Id], consents[lead.Id], at), at, score.TouchAt(at));
        }
    }

    /// <summary>The touches of these leads that can count at any moment since the given one, newest first.</summary>
    private async Task<ILookup<Guid, ScoredTouch>> Touches(
        RuleSet rules, Guid[] leads, DateTimeOffset since, CancellationToken cancellation)
    {
        var touches = db.Touches.Where(touch => leads.Contains(touch.LeadId));
        if (rules.LongestWindow is { } window)
        {
            var horizon = since - window;
            touches = touches.Where(touch => touch.OccurredAt >= horizon);
        }

        var found = await touches.OrderByDescending(touch => touch.OccurredAt).ThenByDescending(touch => touch.Id)
            .Select(touch => new
            {
                touch.LeadId,
                Scored = new ScoredTouch(touch.Id, touch.Kind, touch.Asset, touch.Utm.Campaign, touch.Utm.Source, touch.Channel,
                    touch.OccurredAt),
            })
            .ToListAsync(cancellation);
        return found.ToLookup(touch => touch.LeadId, touch => touch.Scored);
    }
}
