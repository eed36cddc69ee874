using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts.Sales;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>What is to become of an open opportunity's particulars; what is absent stays as it is.</summary>
/// <param name="Forecast">Its owner's own judgement, instead of its stage's category.</param>
/// <param name="Fields">All custom fields as they become, a JSON object.</param>
/// <param name="StageForecast">Back to the category of its stage, which is this one.</param>
internal sealed record OpportunityChange(
    string? Name = null, DateOnly? ExpectedCloseDate = null, Representative? Owner = null,
    ForecastCategory? Forecast = null, ForecastCategory? StageForecast = null, string? Fields = null);

/// <summary>What people may change of an opportunity while it is open, besides its stage and its amount.</summary>
internal sealed partial class Opportunity
{
    /// <summary>The owner's own judgement where there is one, else the stage's.</summary>
    public ForecastCategory ForecastCategory { get; private set; }

    /// <summary>The owner's own judgement: it goes along from stage to stage, and ends with the outcome.</summary>
    public ForecastCategory? ForecastOverride { get; private set; }

    /// <summary>Custom fields by their codes, a JSON object.</summary>
    public string Fields { get; private set; } = "{}";

    /// <summary>The fields that would become others, by the names that callers know.</summary>
    public IReadOnlyList<string> Differences(OpportunityChange change)
    {
        List<string> fields = [];
        Note("name", change.Name is not null && change.Name != Name);
        Note("expectedCloseDate", change.ExpectedCloseDate is not null && change.ExpectedCloseDate != ExpectedCloseDate);
        Note("ownerId", change.Owner is not null && change.Owner.Id != OwnerId);
        Note("forecastCategory", change.Forecast is not null ? change.Forecast != ForecastOverride : change.StageForecast is not null && ForecastOverride is not null);
        Note("fields", change.Fields is not null && !JsonNode.DeepEquals(JsonNode.Parse(change.Fields), JsonNode.Parse(Fields)));
        return fields;

        void Note(string field, bool differs) => fields.AddRange(differs ? [field] : []);
    }

    /// <param name="owner">The name of who owns it afterwards.</param>
    public Result<OpportunityChanged> Change(OpportunityChange change, string? owner, DateTimeOffset at)
    {
        if (Refuse(at) is { } refusal)
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

        return new OpportunityChanged(
            Id, LeadId, differences, Name, fromDate, ExpectedCloseDate, JsonNamingPolicy.CamelCase.ConvertName(ForecastCategory.ToString()), OwnerId, owner);
    }
}
