using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts.Sales;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>A change of an open opportunity, apart from its stage and amount. A null value leaves the current one.</summary>
/// <param name="Forecast">The owner's own forecast category, instead of the stage's.</param>
/// <param name="Fields">All custom fields after the change, as a JSON object.</param>
/// <param name="StageForecast">The stage's forecast category. It replaces the owner's own one.</param>
internal sealed record OpportunityChange(
    string? Name = null, DateOnly? ExpectedCloseDate = null, Representative? Owner = null,
    ForecastCategory? Forecast = null, ForecastCategory? StageForecast = null, string? Fields = null);

/// <summary>Changes of an open opportunity, apart from its stage and amount.</summary>
internal sealed partial class Opportunity
{
    /// <summary>The owner's own forecast category if there is one, else the stage's.</summary>
    public ForecastCategory ForecastCategory { get; private set; }

    /// <summary>The owner's own forecast category. It stays from stage to stage, and ends when the opportunity is closed.</summary>
    public ForecastCategory? ForecastOverride { get; private set; }

    /// <summary>The values of custom fields by their codes, as a JSON object.</summary>
    public string Fields { get; private set; } = "{}";

    /// <summary>The names of the fields that the change would change, as the API calls them.</summary>
    public IReadOnlyList<string> Differences(OpportunityChange change)
    {
        List<string> fields = [];
        Add("name", change.Name is not null && change.Name != Name);
        Add("expectedCloseDate", change.ExpectedCloseDate is not null && change.ExpectedCloseDate != ExpectedCloseDate);
        Add("ownerId", change.Owner is not null && change.Owner.Id != OwnerId);
        Add("forecastCategory", change.Forecast is not null
            ? change.Forecast != ForecastOverride
            : change.StageForecast is not null && ForecastOverride is not null);
        Add("fields", change.Fields is not null && !JsonNode.DeepEquals(JsonNode.Parse(change.Fields), JsonNode.Parse(Fields)));
        return fields;

        void Add(string field, bool differs) => fields.AddRange(differs ? [field] : []);
    }

    /// <param name="owner">The name of the owner after the change.</param>
    public Result<OpportunityChanged> Change(OpportunityChange change, string? owner, DateTimeOffset at)
    {
        if (CheckOpen(at).IsRefused(out var refusal))
        {
            return refusal;
        }

        if (change.Forecast == ForecastCategory.Closed)
        {
            return PipelineRefusals.ForecastNeedsOutcome;
        }

        var (differences, fromDate) = (Differences(change), ExpectedCloseDate);
        (Name, OwnerId, Fields) = (change.Name ?? Name, change.Owner?.Id ?? OwnerId, change.Fields ?? Fields);
        if (change.ExpectedCloseDate is { } date && date != fromDate)
        {
            ExpectedCloseDate = date;
            closeDateHistory.Add(new(Id, Sequence + 1, fromDate, date, at));
        }

        if ((change.Forecast ?? change.StageForecast) is { } forecast)
        {
            (ForecastOverride, ForecastCategory) = (change.Forecast, forecast);
        }

        return new OpportunityChanged(Id, LeadId, differences, Name, fromDate, ExpectedCloseDate,
            JsonNamingPolicy.CamelCase.ConvertName(ForecastCategory.ToString()), OwnerId, owner);
    }
}
