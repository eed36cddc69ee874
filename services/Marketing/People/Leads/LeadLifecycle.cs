using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>The lifecycle of a lead.</summary>
/// <remarks>
/// The facts of Sales may arrive in any order. So each fact only raises a mark, such as the newest accepted cycle, and the stage
/// follows from the marks: the same facts lead to the same stage in every order. Sales publishes its decisions itself, and
/// Marketing publishes only the end of a cycle.
/// </remarks>
internal sealed partial class Lead
{
    public LeadStage Stage { get; private set; }

    /// <summary>1 until the first recycle. Each recycle adds 1.</summary>
    public int Cycle { get; private set; } = 1;

    /// <summary>When the current cycle began; null in the first cycle. Earlier engagement was handed over before.</summary>
    public DateTimeOffset? CycleStartedAt { get; private set; }

    /// <summary>Sales does not want the lead before this time.</summary>
    public DateTimeOffset? ReturnAfter { get; private set; }

    /// <summary>When the lead last qualified.</summary>
    public DateTimeOffset? QualifiedAt { get; private set; }

    public int QualifiedCycle { get; private set; }

    public int AcceptedCycle { get; private set; }

    public int RecycledCycle { get; private set; }

    public bool IsRejected { get; private set; }

    /// <summary>When the first opportunity was opened.</summary>
    public DateTimeOffset? OpportunityAt { get; private set; }

    public bool IsCustomer { get; private set; }

    /// <summary>Hands the lead to Sales, once in each cycle.</summary>
    public Result<LeadQualified> Qualify(LeadScore score, LeadContext context, DateTimeOffset at)
    {
        if (QualifiedCycle >= Cycle)
        {
            return LeadRefusals.AlreadyQualified.Because($"The lead was handed over in cycle {Cycle} at {QualifiedAt:O}.");
        }

        if (OpportunityAt <= at)
        {
            return LeadRefusals.AlreadyInDeal.Because($"The first opportunity was opened at {OpportunityAt:O}.");
        }

        if (at < ReturnAfter)
        {
            return LeadRefusals.NotYet.Because($"The return date is {ReturnAfter:O}.");
        }

        QualifiedCycle = Cycle;
        QualifiedAt = at;
        DeriveStage();
        return new LeadQualified(Id, Cycle, score.RuleSetVersion, score.Value, score.Fit, score.Engagement, score.Threshold,
            score.Contributions, context);
    }

    public void Hear(LeadAccepted fact)
    {
        AcceptedCycle = Math.Max(AcceptedCycle, fact.Cycle);
        ReachCycle(fact.Cycle);
    }

    public void Hear(LeadRejected fact)
    {
        IsRejected = true;
        ReachCycle(fact.Cycle);
    }

    /// <returns>The end of the cycle; null if a later cycle has begun already.</returns>
    public LeadDequalified? Hear(LeadRecycled fact, DateTimeOffset at)
    {
        var endsCycle = fact.Cycle >= Cycle;
        if (fact.Cycle > RecycledCycle)
        {
            RecycledCycle = fact.Cycle;
            CycleStartedAt = at;
            ReturnAfter = fact.ReturnAfter?.ToMicroseconds();
        }

        ReachCycle(fact.Cycle + 1);
        return endsCycle ? new LeadDequalified(Id, fact.Cycle, "recycled", fact.ReturnAfter) : null;
    }

    public void HearOpportunity(DateTimeOffset openedAt, bool isWon)
    {
        OpportunityAt = openedAt > OpportunityAt ? OpportunityAt : openedAt;
        IsCustomer |= isWon;
        DeriveStage();
    }

    /// <summary>No opportunity of the lead is won any more: its only won opportunity was opened again.</summary>
    public void EndCustomer()
    {
        IsCustomer = false;
        DeriveStage();
    }

    private void ReachCycle(int cycle)
    {
        Cycle = Math.Max(Cycle, cycle);
        DeriveStage();
    }

    /// <summary>
    /// Derives the stage from the marks. An opportunity proves that the lead is valid, so it counts more than a rejection.
    /// </summary>
    private void DeriveStage() => Stage = true switch
    {
        _ when IsCustomer => LeadStage.Customer,
        _ when OpportunityAt is not null => LeadStage.Sql,
        _ when IsRejected => LeadStage.Disqualified,
        _ when AcceptedCycle >= Cycle => LeadStage.Sal,
        _ when QualifiedCycle >= Cycle => LeadStage.Mql,
        _ => LeadStage.Lead,
    };
}
