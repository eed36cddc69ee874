using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

/// <summary>The leads of one batch of the journal that scoring must compute again, each with the facts that caused it.</summary>
internal sealed class LeadsToScore
{
    private readonly Dictionary<Guid, ScoreTriggers> leads = [];

    public IReadOnlyDictionary<Guid, ScoreTriggers> All => leads;

    public void Add(Guid leadId, CloudEvent fact)
    {
        if (!leads.TryGetValue(leadId, out var triggers))
        {
            leads.Add(leadId, triggers = new ScoreTriggers());
        }

        triggers.Add(fact);
    }
}

/// <summary>The facts of one lead that may have changed its score.</summary>
internal sealed class ScoreTriggers
{
    private readonly List<CloudEvent> facts = [];

    /// <summary>The first moment at which the score may have changed.</summary>
    public DateTimeOffset Since { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>The times at which contact details became known. These can reach the threshold without a touch.</summary>
    public IEnumerable<DateTimeOffset> DetailsLearntAt =>
        facts.Where(fact => fact.Data is ContactCaptured or ContactIdentified).Select(fact => fact.Time.ToMicroseconds());

    public void Add(CloudEvent fact)
    {
        facts.Add(fact);
        Since = fact.Time.ToMicroseconds() < Since ? fact.Time.ToMicroseconds() : Since;
    }

    /// <summary>The fact that caused a score at this moment: the fact of that moment, or else the latest one before it.</summary>
    public CloudEvent CauseOf(DateTimeOffset at) =>
        facts.Where(fact => fact.Time.ToMicroseconds() <= at).MaxBy(fact => fact.Time) ?? facts[^1];
}
