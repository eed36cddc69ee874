using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>The kind of a stage. It decides the status of the opportunities in the stage.</summary>
public enum StageKind
{
    Open,
    Won,
    Lost,
}

/// <summary>The forecast category of a stage or an opportunity.</summary>
public enum ForecastCategory
{
    Omitted,
    Pipeline,
    BestCase,
    Commit,
    Closed,
}

/// <summary>A pipeline: its stages in their order. Exactly one stage in use is won and exactly one is lost.</summary>
internal sealed class SalesPipeline : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;
    public const string DefaultCode = "default";

    private readonly List<Stage> stages = [];

    private SalesPipeline()
    {
    }

    /// <summary>Kebab-case. The code never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>All stages, with the retired ones, because past opportunities name them.</summary>
    public IReadOnlyList<Stage> Stages => stages;

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    /// <summary>The stages that are not retired.</summary>
    public IEnumerable<Stage> InUse => stages.Where(stage => stage.RetiredAt is null);

    public Stage First => InUse.Where(stage => stage.Kind == StageKind.Open).MinBy(stage => stage.Order)!;

    public Stage Won => InUse.Single(stage => stage.Kind == StageKind.Won);

    public Stage Lost => InUse.Single(stage => stage.Kind == StageKind.Lost);

    public static SalesPipeline Define(string code, string name) => new() { Code = code, Name = name };

    public Stage? FindStage(string code) => stages.Find(stage => stage.Code == code);

    /// <summary>The stage of a closed opportunity.</summary>
    public Stage StageOf(OpportunityStatus outcome) => outcome == OpportunityStatus.Won ? Won : Lost;

    /// <summary>The open stage in which a new opportunity starts.</summary>
    /// <param name="code">Defaults to the first open stage.</param>
    public Result<Stage> StartingStage(string? code) =>
        code is null ? First
        : FindStage(code) is not { } stage ? PipelineRefusals.StageNotInPipeline(code, this)
        : stage.Kind != StageKind.Open ? PipelineRefusals.StageNeedsOutcome(code)
        : stage.RetiredAt is not null ? PipelineRefusals.StageRetired(code)
        : stage;

    /// <summary>
    /// Replaces the name and the stages. A stage that is left out is retired; a retired stage that is listed is in use again.
    /// </summary>
    public Result Redefine(string name, IReadOnlyList<StageDefinition> definitions, DateTimeOffset now)
    {
        if (StageDefinition.Check(definitions).IsRefused(out var refusal))
        {
            return refusal;
        }

        if (definitions.FirstOrDefault(wanted => FindStage(wanted.Code) is { } known && known.Kind != wanted.Kind) is { } changed)
        {
            return PipelineRefusals.StageKindFixed.Because(
                $"`kind` of stage '{changed.Code}' is '{Lower(changed.Kind)}'. "
                    + $"The stage has the kind '{Lower(FindStage(changed.Code)!.Kind)}'.");
        }

        (Name, Version) = (name, Version + 1);
        foreach (var stage in InUse.Where(stage => definitions.All(wanted => wanted.Code != stage.Code)).ToList())
        {
            stage.Retire(now);
        }

        for (var place = 0; place < definitions.Count; place++)
        {
            if (FindStage(definitions[place].Code) is { } known)
            {
                known.Redefine(definitions[place], place + 1);
            }
            else
            {
                stages.Add(Stage.Define(Code, definitions[place], place + 1));
            }
        }

        return Result.Done;
    }

    private static string Lower(StageKind kind) => kind.ToString().ToLowerInvariant();
}
