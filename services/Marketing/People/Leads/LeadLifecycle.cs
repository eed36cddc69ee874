using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Marketing.Scoring;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>A person's way through the lifecycle.</summary>
/// <remarks>
/// Sales's facts may be heard in any order, so each only raises a mark (the newest cycle that was accepted, whether there
/// is a deal, …), and the stage is read off the marks: the same facts end in the same stage whatever their order.
/// Decisions are Sales's to publish; Marketing repeats only what is its own, the end of a cycle.
/// </remarks>
internal sealed partial class Lead
{
    public LeadStage Stage { get; private set; }

    /// <summary>1 until the first recycle; each adds 1.</summary>
    public int Cycle { get; private set; } = 1;

    /// <summary>When the current cycle began; absent in the first. Engagement before it was handed over already.</summary>
    public DateTimeOffset? CycleStartedAt { get; private set; }

    /// <summary>Sales asked for the lead no sooner than this.</summary>
    public DateTimeOffset? ReturnAfter { get; private set; }

    /// <summary>When the lead last qualified.</summary>
    public DateTimeOffset? QualifiedAt { get; private set; }

    public int QualifiedCycle { get; private set; }

    public int AcceptedCycle { get; private set; }

    public int RecycledCycle { get; private set; }

    public bool IsRejected { get; private set; }

    /// <summary>When the first deal was opened.</summary>
    public DateTimeOffset? OpportunityAt { get; private set; }

    public bool IsCustomer { get; private set; }

    /// <summary>Hands the lead to Sales, once a cycle.</summary>
    public Result<LeadQualified> Qualify(Score score, LeadContext context, DateTimeOffset at)
    {
        if (QualifiedCycle >= Cycle)
        {
            return LeadRefusals.AlreadyQualified;
        }

        if (OpportunityAt <= at)
        {
            return LeadRefusals.AlreadyInDeal;
        }

        if (at < ReturnAfter)
        {
            return LeadRefusals.NotYet;
        }

        QualifiedCycle = Cycle;
        QualifiedAt = at;
        Settle();
        return new LeadQualified(Id, Cycle, score.RuleSetVersion, score.Value, score.Fit, score.Engagement, score.Threshold,
            [.. score.Contributions.Select(part => part.ToContract())], context);
    }

    public void Hear(LeadAccepted fact)
    {
        AcceptedCycle = Math.Max(AcceptedCycle, fact.Cycle);
        Reach(fact.Cycle);
    }

    public void Hear(LeadRejected fact)
    {
        IsRejected = true;
        Reach(fact.Cycle);
    }

    /// <returns>The end of the cycle, or null where a later cycle is known to have begun.</returns>
    public LeadDequalified? Hear(LeadRecycled fact, DateTimeOffset at)
    {
        var isNews = fact.Cycle >= Cycle;
        if (fact.Cycle > RecycledCycle)
        {
            RecycledCycle = fact.Cycle;
            CycleStartedAt = at;
            ReturnAfter = fact.ReturnAfter?.ToMicroseconds();
        }

        Reach(fact.Cycle + 1);
        return isNews ? new LeadDequalified(Id, fact.Cycle, "recycled", fact.ReturnAfter) : null;
    }

    public void HearOfDeal(DateTimeOffset openedAt, bool isWon)
    {
        OpportunityAt = openedAt > OpportunityAt ? OpportunityAt : openedAt;
        IsCustomer |= isWon;
        Settle();
    }

    private void Reach(int cycle)
    {
        Cycle = Math.Max(Cycle, cycle);
        Settle();
    }

    /// <summary>A deal proves the lead valid, whatever was said of it before.</summary>
    private void Settle() => Stage = true switch
    {
        _ when IsCustomer => LeadStage.Customer,
        _ when OpportunityAt is not null => LeadStage.Sql,
        _ when IsRejected => LeadStage.Disqualified,
        _ when AcceptedCycle >= Cycle => LeadStage.Sal,
        _ when QualifiedCycle >= Cycle => LeadStage.Mql,
        _ => LeadStage.Lead,
    };
}
