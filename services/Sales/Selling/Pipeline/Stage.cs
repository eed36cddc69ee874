namespace Funnel.Sales.Pipeline;

/// <summary>A stage of one pipeline.</summary>
internal sealed class Stage
{
    private Stage()
    {
    }

    public string Pipeline { get; private init; } = "";

    /// <summary>Kebab-case, unique in its pipeline. The code never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The probability that an opportunity in this stage is won, 0 to 1.</summary>
    public decimal Probability { get; private set; }

    public ForecastCategory ForecastCategory { get; private set; }

    public int Order { get; private set; }

    public StageKind Kind { get; private init; }

    /// <summary>When the stage was retired; null while it is in use. No opportunity enters a retired stage.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>After this many days in the stage an opportunity is stalled. Null means that there is no limit.</summary>
    public int? MaximumAgeDays { get; private set; }

    /// <summary>The codes of the entry requirements, see <see cref="EntryRequirements"/>.</summary>
    public IReadOnlyList<string> Requirements { get; private set; } = [];

    /// <summary>When an opportunity that entered at this time becomes stalled. Null means never.</summary>
    public DateTimeOffset? DueAt(DateTimeOffset enteredAt) => MaximumAgeDays is { } days ? enteredAt.AddDays(days) : null;

    public static Stage Define(
        string pipeline, string code, string name, decimal probability, ForecastCategory forecast, int order,
        StageKind kind = StageKind.Open) => new()
        {
            Pipeline = pipeline,
            Code = code,
            Name = name,
            Probability = probability,
            ForecastCategory = forecast,
            Order = order,
            Kind = kind,
        };

    public static Stage Define(string pipeline, StageDefinition definition, int order)
    {
        var stage = Define(
            pipeline, definition.Code, definition.Name, definition.Probability, definition.ForecastCategory, order, definition.Kind);
        stage.Redefine(definition, order);
        return stage;
    }

    /// <summary>Opportunities in the stage keep their probability. Opportunities that enter later get the new one.</summary>
    public void Redefine(StageDefinition definition, int order)
    {
        (Name, Probability, ForecastCategory, Order) = (definition.Name, definition.Probability, definition.ForecastCategory, order);
        (MaximumAgeDays, Requirements) = (definition.MaximumAgeDays, [.. definition.Requirements ?? []]);
        RetiredAt = null;
    }

    public void Retire(DateTimeOffset now) => RetiredAt = now;
}
