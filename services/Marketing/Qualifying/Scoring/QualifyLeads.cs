using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Marketing.Scoring;

/// <summary>Follows Marketing's own journal and hands each lead over at the moment at which its score crosses the threshold.</summary>
/// <remarks>
/// Once a cycle: the lead's row says in which cycle it last qualified, and saving fails where another writer was faster,
/// in which case the whole stretch is done again on what is there then. The cursor moves in the same transaction.
/// What is recomputed: a late or historic touch has every moment from its own on looked at again, with all touches known by
/// now, so the first crossing found is the one that the same touches in order would have given. What is not: a handoff
/// that was published stands, even where a touch that comes later still would have made it earlier; and a new version of
/// the rules alone looks at nobody again.
/// </remarks>
internal sealed partial class QualifyLeads(IServiceScopeFactory scopes, NpgsqlDataSource database, Outbox outbox, ILogger<QualifyLeads> log)
    : JournalTail("scoring", batch: 2000, database, outbox, log)
{
    private const int Tries = 10;
    private readonly ILogger log = log;
    private readonly Outbox outbox = outbox;

    protected override async Task Handle(
        NpgsqlConnection connection, IReadOnlyList<JournalRow> rows, JournalCursor from, CancellationToken cancellation)
    {
        var news = LeadNews.Read(rows);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MarketingDb>();
                await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
                await Qualify(db, news, cancellation);
                await db.SaveChangesAsync(cancellation);
                await MoveCursor((NpgsqlConnection)db.Database.GetDbConnection(), from, rows[^1].Cursor, cancellation);
                await transaction.CommitAsync(cancellation);
                outbox.Wake();
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Tries)
            {
                LogAgain(rows.Count);
            }
        }
    }

    private static async Task Qualify(MarketingDb db, Dictionary<Guid, LeadNews> news, CancellationToken cancellation)
    {
        if (news.Count == 0)
        {
            return;
        }

        var ids = news.Keys.ToArray();
        var leads = await db.Leads.Where(lead => ids.Contains(lead.Id) && lead.QualifiedCycle < lead.Cycle).ToListAsync(cancellation);
        var rules = await db.InEffect(cancellation);
        var touches = await Touches(db, rules, [.. leads.Select(lead => lead.Id)], news.Values.Min(one => one.Since), cancellation);
        var crossings = leads.Select(lead => Crossing.Find(rules, lead, touches[lead.Id], news[lead.Id])).OfType<Crossing>().ToList();
        var crossed = crossings.Select(crossing => crossing.Lead.Id).ToArray();
        var consents = (await db.Consents.AsNoTracking().Where(consent => crossed.Contains(consent.LeadId)).ToListAsync(cancellation))
            .ToLookup(consent => consent.LeadId);
        foreach (var (lead, score, at) in crossings)
        {
            var context = LeadTouches.Context(lead, touches[lead.Id], consents[lead.Id], at);
            if (lead.Qualify(score, context, at).Value is { } qualified)
            {
                db.Cause = news[lead.Id].FactOf(at);
                using var activity = Telemetry.Hear(db.Cause, "scoring");
                db.Publish(lead, qualified, at, causation: score.TouchAt(at));
                db.Qualifications.Add(Qualification.Of(qualified, lead, at));
            }
        }
    }

    /// <summary>The touches of these leads that can count at any moment since then, newest first.</summary>
    private static async Task<ILookup<Guid, Engagement>> Touches(
        MarketingDb db, RuleSet rules, Guid[] leads, DateTimeOffset since, CancellationToken cancellation)
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
                Engagement = new Engagement(touch.Id, touch.Kind, touch.Asset, touch.Utm.Campaign, touch.Utm.Source, touch.Channel, touch.OccurredAt),
            })
            .ToListAsync(cancellation);
        return found.ToLookup(touch => touch.LeadId, touch => touch.Engagement);
    }

    [LoggerMessage(LogLevel.Information, "Somebody else changed a lead among {Rows} facts; scoring them again")]
    private partial void LogAgain(int rows);
}
