using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>What a stage means for the opportunity in it.</summary>
public enum StageKind
{
    Open,
    Won,
    Lost,
}

/// <summary>Where a stage's amounts stand in the forecast.</summary>
public enum ForecastCategory
{
    Omitted,
    Pipeline,
    BestCase,
    Commit,
    Closed,
}

/// <summary>The stages that an opportunity goes through, in their order; exactly one of them is won and one lost.</summary>
internal sealed class SalesPipeline
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;
    public const string DefaultCode = "default";

    private readonly List<Stage> stages = [];

    private SalesPipeline()
    {
    }

    /// <summary>Kebab-case; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    public IReadOnlyList<Stage> Stages => stages;

    public Stage First => stages.Where(stage => stage.Kind == StageKind.Open).MinBy(stage => stage.Order)!;

    public Stage Won => stages.Single(stage => stage.Kind == StageKind.Won);

    public Stage Lost => stages.Single(stage => stage.Kind == StageKind.Lost);

    public static SalesPipeline Define(string code, string name) => new() { Code = code, Name = name };

    public Stage? Find(string code) => stages.Find(stage => stage.Code == code);

    /// <summary>The open stage that an opportunity begins in; the first one where none is named.</summary>
    public Decision<Stage> Begin(string? code) =>
        code is null ? First
        : Find(code) is not { } stage ? PipelineRefusals.StageNotInPipeline(code, Code)
        : stage.Kind != StageKind.Open ? PipelineRefusals.StageNeedsOutcome(code)
        : stage;
}

/// <summary>A stage of one pipeline.</summary>
internal sealed class Stage
{
    private Stage()
    {
    }

    public string Pipeline { get; private init; } = "";

    /// <summary>Kebab-case, unique in its pipeline; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>That an opportunity here is won, 0 to 1.</summary>
    public decimal Probability { get; private set; }

    public ForecastCategory ForecastCategory { get; private set; }

    public int Order { get; private set; }

    public StageKind Kind { get; private init; }

    public static Stage Define(
        string pipeline, string code, string name, decimal probability, ForecastCategory forecast, int order, StageKind kind = StageKind.Open) => new()
        {
            Pipeline = pipeline,
            Code = code,
            Name = name,
            Probability = probability,
            ForecastCategory = forecast,
            Order = order,
            Kind = kind,
        };
}
