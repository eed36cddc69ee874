using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Sla;

/// <summary>How soon a person must reach out to the leads that match. The first policy that a lead matches applies.</summary>
internal sealed class SlaPolicy : IVersioned
{
    public const int CodeLength = 60, NameLength = 200, ChannelLength = 100, SourceLength = 200;
    public const int LongestTarget = 7 * 24 * 60, LongestRecycle = 30 * 24 * 60;
    public const decimal HighestScore = 1_000_000;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private SlaPolicy()
    {
    }

    /// <summary>Kebab-case. It never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Policies are checked by ascending position.</summary>
    public int Position { get; private set; }

    /// <summary>Least score of the lead. Null matches any score.</summary>
    public decimal? ScoreFrom { get; private set; }

    /// <summary>The score of the lead must be less than this. Null matches any score.</summary>
    public decimal? ScoreBelow { get; private set; }

    /// <summary>Channel of the lead, in lower case. Null matches any channel.</summary>
    public string? Channel { get; private set; }

    /// <summary>First source of the lead, in lower case. Null matches any source.</summary>
    public string? Source { get; private set; }

    /// <summary>The calendar that counts the time. Null runs around the clock.</summary>
    public string? CalendarCode { get; private set; }

    public int TargetMinutes { get; private set; }

    public int WarnAtPercent { get; private set; }

    /// <summary>The representative to whom a breach is escalated. Null for the nearest manager of the team.</summary>
    public Guid? EscalateToId { get; private set; }

    /// <summary>Minutes from the breach until the lead is recycled automatically. Null for never.</summary>
    public int? RecycleAfterMinutes { get; private set; }

    /// <summary>Code of a recycle reason from the managed list.</summary>
    public string RecycleReason { get; private set; } = "";

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    public static SlaPolicy Create(string code) => new() { Code = code };

    public void Update(PutSlaPolicyRequest request)
    {
        (Name, Position, ScoreFrom, ScoreBelow) = (request.Name.Trim(), request.Position, request.ScoreFrom, request.ScoreBelow);
        (Channel, Source) = (Normalize(request.Channel), Normalize(request.Source));
        (CalendarCode, TargetMinutes, WarnAtPercent) = (request.Calendar, request.TargetMinutes, request.WarnAtPercent);
        (EscalateToId, RecycleAfterMinutes, RecycleReason) = (request.EscalateToId, request.RecycleAfterMinutes, request.RecycleReason);
        Version++;
    }

    public bool Matches(LeadQualified lead) =>
        (ScoreFrom is null || lead.Score >= ScoreFrom) && (ScoreBelow is null || lead.Score < ScoreBelow)
        && (Channel is null || Channel == Normalize(lead.Context.Channel)) && (Source is null || Source == Normalize(lead.Context.Source));

    private static string? Normalize(string? value) => TextKey.IdentityOrNull(value);
}
