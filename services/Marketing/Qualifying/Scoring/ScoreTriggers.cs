using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

/// <summary>What a stretch of the journal says of one lead that can move its score.</summary>
internal sealed class LeadNews
{
    private readonly List<CloudEvent> facts = [];

    /// <summary>The moment from which the score may be another than before.</summary>
    public DateTimeOffset Since { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>When details of the person became known, which may reach the threshold without a touch.</summary>
    public IEnumerable<DateTimeOffset> DetailsLearntAt =>
        facts.Where(fact => fact.Data is ContactCaptured or ContactIdentified).Select(fact => fact.Time.ToMicroseconds());

    public static Dictionary<Guid, LeadNews> Read(IReadOnlyList<JournalRow> rows)
    {
        var news = new Dictionary<Guid, LeadNews>();
        foreach (var row in rows.Where(row => IsOfInterest(row.Type)))
        {
            var fact = CloudEventJson.Read(row.Event);
            var lead = fact.Data is TouchRecorded touch ? touch.LeadId : fact.Subject;
            if (!news.TryGetValue(lead, out var known))
            {
                news.Add(lead, known = new LeadNews());
            }

            known.facts.Add(fact);
            known.Since = fact.Time.ToMicroseconds() < known.Since ? fact.Time.ToMicroseconds() : known.Since;
        }

        return news;
    }

    /// <summary>The fact because of which this moment was looked at: the one of that moment, or else the latest before it.</summary>
    public CloudEvent FactOf(DateTimeOffset at) => facts.Where(fact => fact.Time.ToMicroseconds() <= at).MaxBy(fact => fact.Time) ?? facts[^1];

    private static readonly string[] Interesting =
    [
        EventTypes.NameOf(typeof(ContactCaptured)), EventTypes.NameOf(typeof(ContactIdentified)),
        EventTypes.NameOf(typeof(TouchRecorded)), EventTypes.NameOf(typeof(LeadDequalified)),
    ];

    private static bool IsOfInterest(string type) => Interesting.Contains(type);
}
