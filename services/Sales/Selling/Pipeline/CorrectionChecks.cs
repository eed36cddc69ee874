using System.Text.Json;
using Funnel.Sales.Competitors;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Reasons;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The values of a correction, as a request gives them.</summary>
internal sealed record WantedCorrection(
    string? Name, decimal? Amount, DateTimeOffset? ClosedAt, Guid? OwnerId, string? Reason, string? Competitor,
    IReadOnlyDictionary<string, JsonElement>? Fields);

/// <summary>Reads wanted corrections. The number of queries does not depend on their number.</summary>
internal sealed class CorrectionChecks
{
    private static readonly Refusal Nothing = new("correction-empty", 422, "The correction contains no value, so it would change nothing.");

    private readonly Dictionary<Guid, Representative> people;
    private readonly HashSet<string> competitors;
    private readonly ReasonList reasons;
    private readonly CustomFieldSet fields;
    private readonly DateTimeOffset now;

    private CorrectionChecks(
        Dictionary<Guid, Representative> people, HashSet<string> competitors, ReasonList reasons, CustomFieldSet fields,
        DateTimeOffset now) =>
        (this.people, this.competitors, this.reasons, this.fields, this.now) = (people, competitors, reasons, fields, now);

    public static async Task<CorrectionChecks> Load(
        SalesDb db, IEnumerable<Opportunity> deals, IEnumerable<WantedCorrection> wanted, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var owners = deals.Select(deal => deal.OwnerId).Concat(wanted.Select(one => one.OwnerId)).OfType<Guid>().Distinct().ToArray();
        return new(
            await db.Representatives.AsNoTracking().Where(person => owners.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, cancellation),
            await db.Competitors.Where(competitor => competitor.RetiredAt == null).Select(competitor => competitor.Code)
                .ToHashSetAsync(cancellation),
            await ReasonList.Load(db, cancellation), await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation), now);
    }

    public string? NameOf(Guid? owner) => owner is { } id ? people.GetValueOrDefault(id)?.Name : null;

    /// <param name="lines">The new lines with their prices, if the request gives lines.</param>
    public Result<OpportunityCorrection> Read(
        WantedCorrection wanted, Opportunity deal, IReadOnlyList<OpportunityLine>? lines = null)
    {
        if (wanted == new WantedCorrection(null, null, null, null, null, null, null) && lines is null)
        {
            return Nothing;
        }

        if (deal.Status == OpportunityStatus.Open)
        {
            return PipelineRefusals.NotClosed;
        }

        Money? amount = null;
        if (OccurredTimes.Check(now, wanted.ClosedAt).IsRefused(out var refusal)
            || (wanted.Amount is { } given && Money.Of(given, deal.Currency).IsRefused(out refusal, out amount)))
        {
            return refusal;
        }

        Representative? owner = null;
        if (wanted.OwnerId is { } id && !people.TryGetValue(id, out owner))
        {
            return PipelineRefusals.OwnerNotKnown($"{id}");
        }

        var kind = deal.Status == OpportunityStatus.Won ? ReasonKind.Win : ReasonKind.Loss;
        if (wanted.Reason is { } reason && reason != deal.Reason && reasons.Check(kind, reason).IsRefused(out refusal))
        {
            return refusal;
        }

        if (wanted.Competitor is { } rival && rival != deal.LostTo
            && SetCompetitors.CheckAmong(competitors, [rival]).IsRefused(out refusal))
        {
            return refusal;
        }

        string? values = null;
        if (wanted.Fields is { } changes && fields.Change(deal.Fields, changes, isHistory: true).IsRefused(out refusal, out values))
        {
            return refusal;
        }

        return new OpportunityCorrection(wanted.Name, amount, wanted.ClosedAt?.ToMicroseconds(), owner, wanted.Reason, wanted.Competitor,
            values, lines);
    }
}
