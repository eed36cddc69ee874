using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Products;
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
/// <remarks>Every fact about the stage, the amount or the expected close date adds a history row with the number of that fact.</remarks>
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

    /// <summary>The opportunity's key in another system; unique.</summary>
    public string? ExternalId { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>Null if the opportunity did not begin from a lead.</summary>
    public Guid? LeadId { get; private init; }

    /// <summary>The handoff that was converted to this opportunity; unique.</summary>
    public Guid? HandoffId { get; private init; }

    /// <summary>What the search reads. It follows the other fields.</summary>
    [IsRecord]
    public string SearchText
    {
        get => Values.SearchText.Of([Name, .. FieldValues.Texts(Fields)]);
        private set { }
    }

    public Guid AccountId { get; private set; }

    public Guid? ContactId { get; private set; }

    public Guid? OwnerId { get; private set; }

    public string Pipeline { get; private init; } = "";

    public string Stage { get; private set; } = "";

    /// <summary>When the opportunity entered its current stage.</summary>
    public DateTimeOffset StageEnteredAt { get; private set; }

    /// <summary>Since when the opportunity is stalled; null if it is not. Each move resets it.</summary>
    public DateTimeOffset? StalledAt { get; private set; }

    /// <summary>
    /// Whether the stalling in this stage was published. It is published once for each stay, even if the maximum age changes.
    /// </summary>
    public bool StallTold { get; private set; }

    public decimal Probability { get; private set; }

    public decimal Amount { get; private set; }

    public string Currency { get; private init; } = "";

    public DateOnly ExpectedCloseDate { get; private set; }

    public OpportunityStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When Funnel recorded the opportunity. For imported history that is later than <see cref="CreatedAt"/>.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Why the opportunity was won or lost: a code from the managed list of reasons.</summary>
    public string? Reason { get; private set; }

    public IReadOnlyList<StageEntry> StageHistory => stageHistory;

    public IReadOnlyList<AmountEntry> AmountHistory => amountHistory;

    public IReadOnlyList<CloseDateEntry> CloseDateHistory => closeDateHistory;

    /// <summary>The products on the opportunity. Empty unless the query includes them.</summary>
    public IReadOnlyList<OpportunityLine> Lines => lines;

    /// <summary>Rises with each change of the lines, even if the amount stays the same.</summary>
    public int LinesRevision { get; private set; }

    /// <summary>While an opportunity has lines, its amount is the first year of the lines.</summary>
    public bool HasLines { get; private set; }

    int IVersioned.Version => Sequence + LinesRevision;

    protected override Guid Correlation => LeadId ?? Id;

    public static (Opportunity Opportunity, OpportunityCreated Fact) Create(OpportunityStart start, DateTimeOffset createdAt,
        DateTimeOffset now)
    {
        if (start.Handoff is { IsAccepted: false } undecided)
        {
            throw new InvalidOperationException($"Handoff {undecided.Id} is not accepted and cannot become an opportunity.");
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
        if (CheckOpen(at).IsRefused(out var refusal))
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

        var from = EnterStage(stage, at);
        return new OpportunityStageChanged(Id, LeadId, from, Stage, Probability);
    }

    public Result<OpportunityAmountChanged> ChangeAmount(Money money, DateTimeOffset at)
    {
        if (CheckOpen(at).IsRefused(out var refusal))
        {
            return refusal;
        }

        if (HasLines)
        {
            return PipelineRefusals.AmountFollowsLines;
        }

        Split(null);
        return ApplyAmount(money, at);
    }

    /// <summary>Replaces the lines. The amount becomes their first year. Without lines the amount stays as it is.</summary>
    /// <param name="wanted">The new lines with their positions.</param>
    public Result<LinesChange> SetLines(IReadOnlyList<OpportunityLine> wanted, DateTimeOffset at)
    {
        if (CheckOpen(at).IsRefused(out var refusal))
        {
            return refusal;
        }

        BillingTotals? totals = null;
        Money? money = null;
        if (wanted.Count > 0 && (TotalsOf(wanted).IsRefused(out var tooMuch, out totals)
            || Money.Of(totals.FirstYear, Currency).IsRefused(out tooMuch, out money)))
        {
            return tooMuch;
        }

        ReplaceLines(wanted);
        Split(totals);
        return new LinesChange(money is null || money.Amount == Amount ? null : ApplyAmount(money, at));
    }

    /// <summary>Flags the opportunity if it is longer in its stage than the stage allows. The flag stays until the next move.</summary>
    /// <param name="stage">The opportunity's current stage.</param>
    /// <returns>The fact. Null if nothing changed, or if the stalling in this stage was published before.</returns>
    public OpportunityStalled? Stall(Stage stage, DateTimeOffset now)
    {
        if (Status != OpportunityStatus.Open || StalledAt is not null || stage.DueAt(StageEnteredAt) is not { } dueAt || dueAt > now)
        {
            return null;
        }

        (var wasTold, StalledAt, StallTold) = (StallTold, now, true);
        return wasTold ? null : new(Id, LeadId, Pipeline, Stage, StageEnteredAt, dueAt, OwnerId);
    }

    /// <summary>An opportunity cannot change before it was created. Imported history may contain such times, and they are kept.</summary>
    private Result CheckOpen(DateTimeOffset at) =>
        Status != OpportunityStatus.Open ? PipelineRefusals.AlreadyClosed(this)
        : CreatedAt == RecordedAt && at < CreatedAt ? PipelineRefusals.BeforeCreation(this, at)
        : Result.Done;

    /// <returns>Whether the lines differ.</returns>
    private bool ReplaceLines(IReadOnlyList<OpportunityLine> wanted)
    {
        // An unchanged line keeps its row.
        var before = lines.ToDictionary(line => line.Position);
        List<OpportunityLine> after =
            [.. wanted.Select(line => before.GetValueOrDefault(line.Position) is { } same && same.EqualsLine(line) ? same : line)];
        var differs = after.Count != before.Count || !after.TrueForAll(before.ContainsValue);
        LinesRevision += differs ? 1 : 0;
        lines.RemoveAll(line => !after.Contains(line));
        lines.AddRange(after.Except(lines));
        HasLines = lines.Count > 0;
        return differs;
    }

    private OpportunityAmountChanged ApplyAmount(Money money, DateTimeOffset at)
    {
        var from = Amount;
        RecordAmount(money, at);
        return new OpportunityAmountChanged(Id, LeadId, from, Amount, Currency);
    }

    private string EnterStage(Stage stage, DateTimeOffset at)
    {
        var from = Stage;
        Stage = stage.Code;
        (StageEnteredAt, StalledAt, StallTold) = (at, null, false);
        Probability = stage.Probability;
        ForecastCategory = ForecastOverride ?? stage.ForecastCategory;
        stageHistory.Add(new(Id, Sequence + 1, from, Stage, Probability, at));
        return from;
    }

    private void RecordAmount(Money money, DateTimeOffset at)
    {
        amountHistory.Add(new(Id, Sequence + 1, Amount, money.Amount, at));
        Amount = money.Amount;
    }
}

/// <summary>The result of new lines.</summary>
/// <param name="AmountChanged">The fact; null if the amount stays the same.</param>
internal sealed record LinesChange(OpportunityAmountChanged? AmountChanged);
