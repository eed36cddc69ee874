using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Routing;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

/// <summary>The state of a handoff.</summary>
public enum HandoffStatus
{
    Pending,
    Accepted,
    Rejected,
    Recycled,

    /// <summary>Accepted, and the first opportunity exists. Not stored: it follows from the opportunity.</summary>
    Converted,
}

/// <summary>A qualified lead that Marketing hands over to Sales. A lead has one handoff per cycle. It is decided exactly once.</summary>
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

    /// <summary>The fact that handed the lead over, unchanged: score, contributions and context pack.</summary>
    public LeadQualified Qualification { get; private init; } = null!;

    public decimal Score { get; private init; }

    public string? LeadName { get; private init; }

    /// <summary>Normalised like a contact's email address. Null if a contact could not have it.</summary>
    public string? LeadEmail { get; private init; }

    /// <summary>In E.164 format if it could be parsed.</summary>
    public string? LeadPhone { get; private init; }

    public string? Company { get; private init; }

    /// <summary>When the lead qualified.</summary>
    public DateTimeOffset HandedOffAt { get; private init; }

    public DateTimeOffset SlaDueAt { get; private init; }

    /// <summary>Null while the handoff waits in the queue.</summary>
    public Guid? RepresentativeId { get; private set; }

    /// <summary>Whether the representative took the handoff from the queue, where everybody saw it.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Sentences for people: why this representative has the handoff, or why it waits in the queue.</summary>
    public string Explanation { get; private set; } = "";

    public HandoffStatus Status { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset? ReturnAfter { get; private set; }

    /// <summary>Code of the nurture journey for a recycled lead. Marketing chooses if it is null.</summary>
    public string? Journey { get; private set; }

    public string? Note { get; private set; }

    static string IOwned.OwnerProperty => nameof(RepresentativeId);

    Guid? IOwned.OwnerId => RepresentativeId;

    protected override Guid Correlation => LeadId;

    public static Handoff Receive(LeadQualified qualification, DateTimeOffset handedOffAt, DateTimeOffset slaDueAt, DateTimeOffset now)
    {
        var person = LeadAccountMatcher.DetailsOf(qualification.Context);
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

    public bool IsQueued => Status == HandoffStatus.Pending && RepresentativeId is null;

    /// <summary>Whether the lead is with Sales: the handoff is pending or accepted.</summary>
    public bool IsOpen => Status is HandoffStatus.Pending or HandoffStatus.Accepted;

    public bool IsAccepted => Status == HandoffStatus.Accepted;

    /// <summary>Whether the lead was with Sales at the time.</summary>
    public bool WasOpenAt(DateTimeOffset at) => IsOpen || at <= DecidedAt;

    /// <summary>Explains a handoff that stays with its representative.</summary>
    public void Explain(string explanation) => Explanation = explanation;

    /// <summary>Gives the handoff to a representative, or to the queue if the representative is null.</summary>
    public LeadAssigned Assign(Representative? representative, string explanation)
    {
        RepresentativeId = representative?.Id;
        Explanation = explanation;
        return new(Id, LeadId, Cycle, RepresentativeId, representative?.Name, explanation, SlaDueAt);
    }

    /// <summary>A representative takes the handoff from the queue and owns it from then on.</summary>
    public LeadAssigned TakeFromQueue(Representative representative)
    {
        IsTaken = true;
        return Assign(representative, $"{representative.Name} took the handoff from the queue.");
    }

    public Result<LeadAccepted> Accept(HandoffAnswer answer, DateTimeOffset at) =>
        Decide(HandoffStatus.Accepted, answer, at).IsRefused(out var refusal)
            ? refusal
            : new LeadAccepted(Id, LeadId, Cycle, answer.DecidedBy, Reason, Note);

    public Result<LeadRejected> Reject(HandoffAnswer answer, DateTimeOffset at) =>
        Decide(HandoffStatus.Rejected, answer, at).IsRefused(out var refusal)
            ? refusal
            : new LeadRejected(Id, LeadId, Cycle, answer.DecidedBy, answer.Reason!, Note);

    public Result<LeadRecycled> Recycle(HandoffAnswer answer, DateTimeOffset at) =>
        Decide(HandoffStatus.Recycled, answer, at).IsRefused(out var refusal)
            ? refusal
            : new LeadRecycled(Id, LeadId, Cycle, answer.DecidedBy, answer.Reason!, ReturnAfter, Note, Journey);

    /// <summary>Whether the handoff was decided by this very answer.</summary>
    /// <param name="at">When the decision was made. Null matches any time.</param>
    public bool HasDecision(HandoffAnswer answer, DateTimeOffset? at) =>
        Status == StatusAfter(answer.Decision) && DecidedBy == answer.DecidedBy && Reason == answer.Reason
        && ReturnAfter == answer.ReturnAfter && Note == answer.Note && Journey == answer.Journey && (at is null || at == DecidedAt);

    private static HandoffStatus StatusAfter(HandoffDecision decision) => decision switch
    {
        HandoffDecision.Accept => HandoffStatus.Accepted,
        HandoffDecision.Reject => HandoffStatus.Rejected,
        _ => HandoffStatus.Recycled,
    };

    private Result Decide(HandoffStatus status, HandoffAnswer answer, DateTimeOffset at)
    {
        if (Status != HandoffStatus.Pending)
        {
            return HandoffRefusals.AlreadyDecided(this);
        }

        Status = status;
        DecidedBy = answer.DecidedBy;
        DecidedAt = at;
        Reason = answer.Reason;
        ReturnAfter = answer.ReturnAfter;
        Note = answer.Note;
        Journey = answer.Journey;
        return Result.Done;
    }
}
