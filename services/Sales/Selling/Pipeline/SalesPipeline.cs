using Funnel.Messaging;
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

/// <summary>The stages that an opportunity goes through, in their order; exactly one of those in use is won and one lost.</summary>
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

    /// <summary>Kebab-case; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Retired ones too: past opportunities name them.</summary>
    public IReadOnlyList<Stage> Stages => stages;

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    private IEnumerable<Stage> InUse => stages.Where(stage => stage.RetiredAt is null);

    public Stage First => InUse.Where(stage => stage.Kind == StageKind.Open).MinBy(stage => stage.Order)!;

    public Stage Won => InUse.Single(stage => stage.Kind == StageKind.Won);

    public Stage Lost => InUse.Single(stage => stage.Kind == StageKind.Lost);

    public static SalesPipeline Define(string code, string name) => new() { Code = code, Name = name };

    public Stage? Find(string code) => stages.Find(stage => stage.Code == code);

    /// <summary>The open stage that an opportunity begins in; the first one where none is named.</summary>
    public Result<Stage> Begin(string? code) =>
        code is null ? First
        : Find(code) is not { } stage ? PipelineRefusals.StageNotInPipeline(code, Code)
        : stage.Kind != StageKind.Open ? PipelineRefusals.StageNeedsOutcome(code)
        : stage.RetiredAt is not null ? PipelineRefusals.StageRetired(code)
        : stage;

    /// <summary>Takes a name and the stages in their order. A stage that is not among them is retired; one that was is back.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public Refusal? Become(string name, IReadOnlyList<StageDefinition> definitions, DateTimeOffset now)
    {
        if (StageDefinition.Refuse(definitions) is { } refusal)
        {
            return refusal;
        }

        if (definitions.FirstOrDefault(wanted => Find(wanted.Code) is { } known && known.Kind != wanted.Kind) is { } turned)
        {
            return PipelineRefusals.StageKindFixed.Because($"'{turned.Code}' is {Find(turned.Code)!.Kind.ToString().ToLowerInvariant()}.");
        }

        (Name, Version) = (name, Version + 1);
        foreach (var stage in InUse.Where(stage => definitions.All(wanted => wanted.Code != stage.Code)).ToList())
        {
            stage.Retire(now);
        }

        for (var place = 0; place < definitions.Count; place++)
        {
            if (Find(definitions[place].Code) is { } known)
            {
                known.Become(definitions[place], place + 1);
            }
            else
            {
                stages.Add(Stage.Define(Code, definitions[place], place + 1));
            }
        }

        return null;
    }
}
