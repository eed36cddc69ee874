using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Sla;

/// <summary>How soon a person is to reach out to leads of one kind. The first policy that a lead matches counts.</summary>
internal sealed class SlaPolicy : IVersioned
{
    public const int CodeLength = 60, NameLength = 200, ChannelLength = 100, SourceLength = 200;
    public const int LongestTarget = 7 * 24 * 60, LongestRecycle = 30 * 24 * 60;
    public const decimal HighestScore = 1_000_000;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private SlaPolicy()
    {
    }

    /// <summary>Kebab-case; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Policies are looked at in this order.</summary>
    public int Position { get; private set; }

    /// <summary>The least score of the grade; any where it is absent.</summary>
    public decimal? ScoreFrom { get; private set; }

    /// <summary>The grade's scores are below this one; any where it is absent.</summary>
    public decimal? ScoreBelow { get; private set; }

    /// <summary>The channel that the lead came by; any where it is absent.</summary>
    public string? Channel { get; private set; }

    /// <summary>The source that first sent the lead; any where it is absent.</summary>
    public string? Source { get; private set; }

    /// <summary>By which time is counted; around the clock where it is absent.</summary>
    public string? CalendarCode { get; private set; }

    public int TargetMinutes { get; private set; }

    public int WarnAtPercent { get; private set; }

    /// <summary>The manager of the representative's team where it is absent.</summary>
    public Guid? EscalateToId { get; private set; }

    /// <summary>Minutes from the breach until the lead goes back to Marketing by itself; never where it is absent.</summary>
    public int? RecycleAfterMinutes { get; private set; }

    /// <summary>Code from the managed list of recycle reasons.</summary>
    public string RecycleReason { get; private set; } = "";

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static SlaPolicy Make(string code) => new() { Code = code };

    public void Become(PutSlaPolicyRequest wanted)
    {
        (Name, Position, ScoreFrom, ScoreBelow) = (wanted.Name.Trim(), wanted.Position, wanted.ScoreFrom, wanted.ScoreBelow);
        (Channel, Source) = (Comparable(wanted.Channel), Comparable(wanted.Source));
        (CalendarCode, TargetMinutes, WarnAtPercent) = (wanted.Calendar, wanted.TargetMinutes, wanted.WarnAtPercent);
        (EscalateToId, RecycleAfterMinutes, RecycleReason) = (wanted.EscalateToId, wanted.RecycleAfterMinutes, wanted.RecycleReason);
        Version++;
    }

    public bool Matches(LeadQualified lead) =>
        (ScoreFrom is null || lead.Score >= ScoreFrom) && (ScoreBelow is null || lead.Score < ScoreBelow)
        && (Channel is null || Channel == Comparable(lead.Context.Channel)) && (Source is null || Source == Comparable(lead.Context.Source));

    private static string? Comparable(string? name) => name?.Trim().ToLowerInvariant();
}
