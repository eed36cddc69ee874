namespace Funnel.Sales.Pipeline;

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

    /// <summary>Since when nothing may enter it any more; absent while it is in use.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>How long an opportunity may stay here, in days, before it counts as stalled; for ever where it is absent.</summary>
    public int? MaximumAgeDays { get; private set; }

    /// <summary>Until when what entered then may stay here; for ever where it is absent.</summary>
    public DateTimeOffset? DueAt(DateTimeOffset enteredAt) => MaximumAgeDays is { } days ? enteredAt.AddDays(days) : null;

    /// <summary>What must be known of an opportunity that enters, see <see cref="EntryRequirements"/>.</summary>
    public IReadOnlyList<string> Requirements { get; private set; } = [];

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

    public static Stage Define(string pipeline, StageDefinition definition, int order)
    {
        var stage = Define(pipeline, definition.Code, definition.Name, definition.Probability, definition.ForecastCategory, order, definition.Kind);
        stage.Become(definition, order);
        return stage;
    }

    /// <summary>What is in it keeps the probability with which it came; what enters from now on takes the new one.</summary>
    public void Become(StageDefinition definition, int order)
    {
        (Name, Probability, ForecastCategory, Order) = (definition.Name, definition.Probability, definition.ForecastCategory, order);
        (MaximumAgeDays, Requirements) = (definition.MaximumAgeDays, [.. definition.Requirements ?? []]);
        RetiredAt = null;
    }

    public void Retire(DateTimeOffset now) => RetiredAt = now;
}
