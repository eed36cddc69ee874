using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Routing;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

/// <summary>Where a handoff is.</summary>
public enum HandoffStatus
{
    Pending,
    Accepted,
    Rejected,
    Recycled,

    /// <summary>Accepted, and an opportunity came of it. Never stored: the opportunity tells it.</summary>
    Converted,
}

/// <summary>A qualified lead on its way into Sales, one a lead and cycle; decided exactly once.</summary>
internal sealed class Handoff : Subject, IOwned
{
    public const int DecidedByLength = 200;
    public const string DecidedByPattern = @"^[\s\S]*\S[\s\S]*$";
    public const int NoteLength = 4000;
    public const int FreeReasonLength = 200;
    public const int JourneyLength = 100;
    public const string JourneyPattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private Handoff()
    {
    }

    public Guid LeadId { get; private init; }

    /// <summary>1 for the lead's first handoff; each recycle adds 1.</summary>
    public int Cycle { get; private init; }

    public string? ExternalLeadId { get; private init; }

    /// <summary>Why it was handed over, whole and as it was: score, contributions, context pack.</summary>
    public LeadQualified Qualification { get; private init; } = null!;

    public decimal Score { get; private init; }

    public string? LeadName { get; private init; }

    /// <summary>As a contact's is kept; absent where a contact could not have it.</summary>
    public string? LeadEmail { get; private init; }

    /// <summary>E.164, where it could be read.</summary>
    public string? LeadPhone { get; private init; }

    public string? Company { get; private init; }

    /// <summary>When the lead qualified.</summary>
    public DateTimeOffset HandedOffAt { get; private init; }

    public DateTimeOffset SlaDueAt { get; private init; }

    /// <summary>Absent while it waits in the queue.</summary>
    public Guid? RepresentativeId { get; private set; }

    /// <summary>Whoever has it took it from the queue, where everybody saw it.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Why this representative, or nobody, in a sentence.</summary>
    public string Explanation { get; private set; } = "";

    public HandoffStatus Status { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset? ReturnAfter { get; private set; }

    /// <summary>Code of the nurture journey that a recycled lead is to go through; absent where Marketing decides.</summary>
    public string? Journey { get; private set; }

    public string? Note { get; private set; }

    Guid? IOwned.OwnerId => RepresentativeId;

    protected override Guid Correlation => LeadId;

    public static Handoff Receive(LeadQualified qualification, DateTimeOffset handedOffAt, DateTimeOffset slaDueAt, DateTimeOffset now)
    {
        var person = LeadAccountMatcher.Person(qualification.Context);
        return new()
        {
            Id = Guid.CreateVersion7(now),
            LeadId = qualification.LeadId,
            Cycle = qualification.Cycle,
            ExternalLeadId = qualification.Context.ExternalId,
            Qualification = qualification,
            Score = qualification.Score,
            LeadName = qualification.Context.FullName,
            LeadEmail = person.Email?.Length > Contact.EmailLength ? null : person.Email,
            LeadPhone = person.PhoneKey,
            Company = qualification.Context.Company,
            HandedOffAt = handedOffAt,
            SlaDueAt = slaDueAt,
        };
    }

    /// <summary>Nobody has found yet that there is nobody to answer.</summary>
    public bool IsOpen => Status is HandoffStatus.Pending or HandoffStatus.Accepted;

    public bool IsAccepted => Status == HandoffStatus.Accepted;

    public bool WasOpenAt(DateTimeOffset at) => IsOpen || at <= DecidedAt;

    /// <summary>Says what became of it where it stays with whom it was.</summary>
    public void Explain(string explanation) => Explanation = explanation;

    /// <summary>Gives it to a representative, or to the queue where there is none.</summary>
    public LeadAssigned Assign(Representative? representative, string explanation)
    {
        RepresentativeId = representative?.Id;
        Explanation = explanation;
        return new(Id, LeadId, Cycle, RepresentativeId, representative?.Name, explanation, SlaDueAt);
    }

    /// <summary>Somebody accepts what waits in the queue: from then on it is theirs.</summary>
    public LeadAssigned TakeFromQueue(Representative representative)
    {
        IsTaken = true;
        return Assign(representative, $"{representative.Name} took it from the queue.");
    }

    public Result<LeadAccepted> Accept(HandoffAnswer verdict, DateTimeOffset at) =>
        Decide(HandoffStatus.Accepted, verdict, at) is { } refusal
            ? refusal
            : new LeadAccepted(Id, LeadId, Cycle, verdict.DecidedBy, Reason, Note);

    public Result<LeadRejected> Reject(HandoffAnswer verdict, DateTimeOffset at) =>
        Decide(HandoffStatus.Rejected, verdict, at) is { } refusal
            ? refusal
            : new LeadRejected(Id, LeadId, Cycle, verdict.DecidedBy, verdict.Reason!, Note);

    public Result<LeadRecycled> Recycle(HandoffAnswer verdict, DateTimeOffset at) =>
        Decide(HandoffStatus.Recycled, verdict, at) is { } refusal
            ? refusal
            : new LeadRecycled(Id, LeadId, Cycle, verdict.DecidedBy, verdict.Reason!, ReturnAfter, Note, Journey);

    /// <summary>Whether this very decision is the one that stands: telling it again changes nothing.</summary>
    public bool IsDecidedBy(HandoffAnswer verdict, DateTimeOffset? at) =>
        Status == StatusAfter(verdict.Decision) && DecidedBy == verdict.DecidedBy && Reason == verdict.Reason
        && ReturnAfter == verdict.ReturnAfter && Note == verdict.Note && Journey == verdict.Journey && (at is null || at == DecidedAt);

    private static HandoffStatus StatusAfter(HandoffDecision decision) => decision switch
    {
        HandoffDecision.Accept => HandoffStatus.Accepted,
        HandoffDecision.Reject => HandoffStatus.Rejected,
        _ => HandoffStatus.Recycled,
    };

    private Refusal? Decide(HandoffStatus status, HandoffAnswer verdict, DateTimeOffset at)
    {
        if (Status != HandoffStatus.Pending)
        {
            return HandoffRefusals.AlreadyDecided(this);
        }

        Status = status;
        DecidedBy = verdict.DecidedBy;
        DecidedAt = at;
        Reason = verdict.Reason;
        ReturnAfter = verdict.ReturnAfter;
        Note = verdict.Note;
        Journey = verdict.Journey;
        return null;
    }
}
