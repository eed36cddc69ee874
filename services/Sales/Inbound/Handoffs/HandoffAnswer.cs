using Funnel.Sales.Team;

namespace Funnel.Sales.Handoffs;

/// <summary>The three ways in which a person in Sales may answer a handoff.</summary>
public enum HandoffDecision
{
    /// <summary>Sales takes the lead.</summary>
    Accept,

    /// <summary>The lead is not valid.</summary>
    Reject,

    /// <summary>The lead is valid, but not now: back to Marketing.</summary>
    Recycle,
}

/// <summary>What a person decided about a handoff.</summary>
/// <param name="By">Who that is among the representatives, where that is known for certain.</param>
internal sealed record HandoffAnswer(HandoffDecision Decision, string DecidedBy, string? Reason, DateTimeOffset? ReturnAfter, string? Note,
    string? Journey = null, Representative? By = null)
{
    /// <summary>Who decided where no person did.</summary>
    public const string Nobody = "Funnel";
}
