using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

public enum OpportunityStatus
{
    Open,
    Won,
    Lost,
}

/// <summary>A possible sale on its way through a pipeline.</summary>
/// <remarks>Every fact that moves the stage or the amount leaves a history row, which bears the number of its fact.</remarks>
internal sealed partial class Opportunity : Subject, IOwned, IVersioned
{
    public const int NameLength = 200;
    public const int ExternalIdLength = 200;

    private readonly List<StageEntry> stageHistory = [];
    private readonly List<AmountEntry> amountHistory = [];
    private readonly List<CloseDateEntry> closeDateHistory = [];
    private readonly List<OpportunityLine> lines = [];

    private Opportunity()
    {
    }

    /// <summary>The key in the system that it came from; unique.</summary>
    public string? ExternalId { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>Absent for a deal that no lead of ours led to.</summary>
    public Guid? LeadId { get; private init; }

    /// <summary>The handoff that became this opportunity; unique.</summary>
    public Guid? HandoffId { get; private init; }

    public Guid AccountId { get; private set; }

    public Guid? ContactId { get; private set; }

    public Guid? OwnerId { get; private set; }

    public string Pipeline { get; private init; } = "";

    public string Stage { get; private set; } = "";

    /// <summary>When the stay in this stage began.</summary>
    public DateTimeOffset StageEnteredAt { get; private set; }

    /// <summary>Since when it has been there too long; absent while it has not, and after each move.</summary>
    public DateTimeOffset? StalledAt { get; private set; }

    /// <summary>Whether this stay was told to be too long, which is told once: a stage's maximum age may change meanwhile.</summary>
    public bool StallTold { get; private set; }

    public decimal Probability { get; private set; }

    public decimal Amount { get; private set; }

    public string Currency { get; private init; } = "";

    public DateOnly ExpectedCloseDate { get; private set; }

    public OpportunityStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When Funnel learnt of it, which for moved-in history is long after it was created.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Why it was won or lost: code from the managed list.</summary>
    public string? Reason { get; private set; }

    public IReadOnlyList<StageEntry> StageHistory => stageHistory;

    public IReadOnlyList<AmountEntry> AmountHistory => amountHistory;

    public IReadOnlyList<CloseDateEntry> CloseDateHistory => closeDateHistory;

    /// <summary>What is to be sold, where it is known; empty unless it was loaded.</summary>
    public IReadOnlyList<OpportunityLine> Lines => lines;

    /// <summary>Rises whenever the lines change, which the amount need not.</summary>
    public int LinesRevision { get; private set; }

    /// <summary>While there are lines the amount is theirs.</summary>
    public bool HasLines { get; private set; }

    int IVersioned.Version => Sequence + LinesRevision;

    protected override Guid Correlation => LeadId ?? Id;

    public static (Opportunity Opportunity, OpportunityCreated Fact) Create(OpportunityStart start, DateTimeOffset createdAt, DateTimeOffset now)
    {
        if (start.Handoff is { IsAccepted: false } undecided)
        {
            throw new InvalidOperationException($"Nothing comes of handoff {undecided.Id}, which is not accepted.");
        }

        var opportunity = new Opportunity
        {
            Id = Guid.CreateVersion7(now),
            ExternalId = start.ExternalId,
            Name = start.Name,
            LeadId = start.LeadId,
            HandoffId = start.Handoff?.Id,
            AccountId = start.AccountId,
            ContactId = start.ContactId,
            OwnerId = start.Owner?.Id,
            Pipeline = start.Pipeline.Code,
            Stage = start.Stage.Code,
            StageEnteredAt = createdAt,
            Probability = start.Stage.Probability,
            ForecastCategory = start.Stage.ForecastCategory,
            Amount = start.Money.Amount,
            Currency = start.Money.Currency,
            ExpectedCloseDate = start.ExpectedCloseDate,
            CreatedAt = createdAt,
            RecordedAt = now.ToMicroseconds(),
            Fields = start.Fields ?? "{}",
        };
        opportunity.stageHistory.Add(new(opportunity.Id, 1, null, start.Stage.Code, start.Stage.Probability, createdAt));
        opportunity.amountHistory.Add(new(opportunity.Id, 1, null, start.Money.Amount, createdAt));
        opportunity.closeDateHistory.Add(new(opportunity.Id, 1, null, start.ExpectedCloseDate, createdAt));
        return (opportunity, new(opportunity.Id, opportunity.LeadId, opportunity.HandoffId, opportunity.AccountId, opportunity.ContactId,
            opportunity.Name, opportunity.Pipeline, opportunity.Stage, opportunity.Probability, opportunity.Amount, opportunity.Currency,
            opportunity.ExpectedCloseDate, opportunity.OwnerId, start.Owner?.Name));
    }

    public Result<OpportunityStageChanged> MoveTo(Stage stage, DateTimeOffset at)
    {
        if (Refuse(at) is { } refusal)
        {
            return refusal;
        }

        if (stage.Pipeline != Pipeline)
        {
            return PipelineRefusals.StageNotInPipeline(stage.Code, Pipeline);
        }

        if (stage.Kind != StageKind.Open)
        {
            return PipelineRefusals.StageNeedsOutcome(stage.Code);
        }

        if (stage.RetiredAt is not null)
        {
            return PipelineRefusals.StageRetired(stage.Code);
        }

        var from = Enter(stage, at);
        return new OpportunityStageChanged(Id, LeadId, from, Stage, Probability);
    }

    public Result<OpportunityAmountChanged> ChangeAmount(Money money, DateTimeOffset at)
    {
        if (Refuse(at) is { } refusal)
        {
            return refusal;
        }

        if (HasLines)
        {
            return PipelineRefusals.AmountFollowsLines;
        }

        return Become(money, at);
    }

    /// <summary>Replaces the lines; the amount becomes what they come to, and stays as it is where none is left.</summary>
    /// <param name="wanted">At their positions.</param>
    /// <returns>Why not, or the fact, or neither where the amount is the same.</returns>
    public (Refusal? Refusal, OpportunityAmountChanged? Fact) Sell(IReadOnlyList<OpportunityLine> wanted, DateTimeOffset at)
    {
        if (Refuse(at) is { } refusal)
        {
            return (refusal, null);
        }

        Money? money = null;
        if (wanted.Count > 0 && Money.Of(wanted.Sum(line => line.Amount), Currency).IsRefused(out var tooMuch, out money))
        {
            return (tooMuch, null);
        }

        // What stays as it was is not written again.
        var before = lines.ToDictionary(line => line.Position);
        List<OpportunityLine> after = [.. wanted.Select(line => before.GetValueOrDefault(line.Position) is { } same && same.Is(line) ? same : line)];
        LinesRevision += after.Count == before.Count && after.TrueForAll(before.ContainsValue) ? 0 : 1;
        lines.RemoveAll(line => !after.Contains(line));
        lines.AddRange(after.Except(lines));
        HasLines = lines.Count > 0;
        return (null, money is null || money.Amount == Amount ? null : Become(money, at));
    }

    private OpportunityAmountChanged Become(Money money, DateTimeOffset at)
    {
        var from = Amount;
        TakeAmount(money, at);
        return new OpportunityAmountChanged(Id, LeadId, from, Amount, Currency);
    }

    /// <summary>A live opportunity cannot move before it exists. History may say so, and is kept as it is told.</summary>
    private Refusal? Refuse(DateTimeOffset at) =>
        Status != OpportunityStatus.Open ? PipelineRefusals.AlreadyClosed(this)
        : CreatedAt == RecordedAt && at < CreatedAt ? PipelineRefusals.BeforeCreation(this, at)
        : null;

    /// <summary>It has been in its stage for too long: flagged until it moves, and told once a stay.</summary>
    /// <param name="stage">The one that it is in.</param>
    public OpportunityStalled? Stall(Stage stage, DateTimeOffset now)
    {
        if (Status != OpportunityStatus.Open || StalledAt is not null || stage.DueAt(StageEnteredAt) is not { } dueAt || dueAt > now)
        {
            return null;
        }

        (var wasTold, StalledAt, StallTold) = (StallTold, now, true);
        return wasTold ? null : new(Id, LeadId, Pipeline, Stage, StageEnteredAt, dueAt, OwnerId);
    }

    private string Enter(Stage stage, DateTimeOffset at)
    {
        var from = Stage;
        Stage = stage.Code;
        (StageEnteredAt, StalledAt, StallTold) = (at, null, false);
        Probability = stage.Probability;
        ForecastCategory = ForecastOverride ?? stage.ForecastCategory;
        stageHistory.Add(new(Id, Sequence + 1, from, Stage, Probability, at));
        return from;
    }

    private void TakeAmount(Money money, DateTimeOffset at)
    {
        amountHistory.Add(new(Id, Sequence + 1, Amount, money.Amount, at));
        Amount = money.Amount;
    }
}
