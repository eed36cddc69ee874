using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>
/// A filter of opportunities. The list binds it from the query, the bulk edit from the body. All given conditions must hold.
/// </summary>
public sealed record OpportunityFilter(
    [property: Description("The status: `open`, `won` or `lost`."), MinLength(1), RegularExpression(OpportunityFilter.AnyStatus)]
    [FromQuery(Name = "status")] string? Status = null,
    [property: Description("The code of a pipeline."), MinLength(1), RegularExpression(SalesPipeline.CodePattern),
        MaxLength(SalesPipeline.CodeLength)]
    [FromQuery(Name = "pipeline")] string? Pipeline = null,
    [property: Description("The code of a stage."), MinLength(1), RegularExpression(SalesPipeline.CodePattern),
        MaxLength(SalesPipeline.CodeLength)]
    [FromQuery(Name = "stage")] string? Stage = null,
    [property: Description("The forecast category: `omitted`, `pipeline`, `bestCase`, `commit` or `closed`."), MinLength(1),
        RegularExpression(OpportunityFilter.AnyForecast)]
    [FromQuery(Name = "forecastCategory")] string? ForecastCategory = null,
    [property: Description("The id of the owner.")]
    [FromQuery(Name = "ownerId")] Guid? OwnerId = null,
    [property: Description("The id of the account.")]
    [FromQuery(Name = "accountId")] Guid? AccountId = null,
    [property: Description("The id of the lead.")]
    [FromQuery(Name = "leadId")] Guid? LeadId = null,
    [property: Description("The currency, ISO 4217, capitals."), MinLength(1), RegularExpression(OpportunityFilter.AnyCurrency)]
    [FromQuery(Name = "currency")] string? Currency = null,
    [property: Description("The lowest amount, in the currency of each opportunity. Only for callers who may see all amounts."),
        Range(0, OpportunityFilter.MostAmount)]
    [FromQuery(Name = "amountFrom")] decimal? AmountFrom = null,
    [property: Description("The highest amount, in the currency of each opportunity. Only for callers who may see all amounts."),
        Range(0, OpportunityFilter.MostAmount)]
    [FromQuery(Name = "amountUntil")] decimal? AmountUntil = null,
    [property: Description("The first expected close date.")]
    [FromQuery(Name = "closingFrom")] DateOnly? ClosingFrom = null,
    [property: Description("The last expected close date.")]
    [FromQuery(Name = "closingUntil")] DateOnly? ClosingUntil = null,
    [property: Description("Whether the opportunity is stalled, that is, longer in its stage than the stage allows.")]
    [FromQuery(Name = "stalled")] bool? Stalled = null,
    [property: Description("A custom field and its value, such as `region:north`."), MinLength(1),
        RegularExpression(CustomFieldSet.FilterPattern)]
    [FromQuery(Name = "field")] string? Field = null,
    [property: Description("Words, or parts of words, of the name and of custom texts, in any order; 3 to 100 characters."),
        RegularExpression(OpportunityFilter.AnyText), StringLength(100, MinimumLength = 3)]
    [FromQuery(Name = "search")] string? Search = null)
{
    internal const string AnyStatus = "^(open|won|lost)$", AnyForecast = "^(omitted|pipeline|bestCase|commit|closed)$",
        AnyCurrency = "^[A-Z]{3}$", AnyText = @"^[^\x00]*$";
    internal const double MostAmount = 1_000_000_000_000;

    private static readonly Refusal AmountsHidden =
        new("amounts-not-all-seen", 403, "The caller may not see all amounts, and so cannot filter or sort by amount.");

    /// <param name="order">The order of the list, which reveals amounts as well.</param>
    internal async Task<Result<FoundOpportunities>> Apply(
        SalesDb db, IQueryable<Opportunity> found, CancellationToken cancellation, OpportunityOrder? order = null)
    {
        if (!db.Sight.ShowsAllAmounts && (AmountFrom is not null || AmountUntil is not null || order is { IsByAmount: true }))
        {
            return AmountsHidden;
        }

        if (Field is not null)
        {
            var fields = await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation);
            if (fields.Containing(Field).IsRefused(out var noField, out var wanted))
            {
                return noField;
            }

            found = found.Where(one => EF.Functions.JsonContains(one.Fields, wanted));
        }

        var account = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), AccountId, cancellation);
        found = Status is null ? found : found.Where(one => one.Status == Enum.Parse<OpportunityStatus>(Status, true));
        found = Pipeline is null ? found : found.Where(one => one.Pipeline == Pipeline);
        found = Stage is null ? found : WithStatusOf(found.Where(one => one.Stage == Stage), await KindOfStage(db, cancellation));
        found = ForecastCategory is null ? found
            : found.Where(one => one.ForecastCategory == Enum.Parse<ForecastCategory>(ForecastCategory, true));
        found = OwnerId is null ? found : found.Where(one => one.OwnerId == OwnerId);
        found = account is null ? found : found.Where(one => one.AccountId == account);
        found = LeadId is null ? found : found.Where(one => one.LeadId == LeadId);
        found = Currency is null ? found : found.Where(one => one.Currency == Currency);
        found = AmountFrom is null ? found : found.Where(one => one.Amount >= AmountFrom);
        found = AmountUntil is null ? found : found.Where(one => one.Amount <= AmountUntil);
        found = ClosingFrom is null ? found : found.Where(one => one.ExpectedCloseDate >= ClosingFrom);
        found = ClosingUntil is null ? found : found.Where(one => one.ExpectedCloseDate <= ClosingUntil);
        found = Stalled is null ? found : found.Where(one => (one.StalledAt != null) == Stalled);
        return new FoundOpportunities(SearchPatterns().Aggregate(found, (left, pattern) =>
            left.Where(one => EF.Functions.Like(EF.Property<string>(one, OpportunityMapping.SearchText), pattern, "\\"))));
    }

    /// <summary>The kind of a stage never changes and implies the status. The indexes begin with the status.</summary>
    private static IQueryable<Opportunity> WithStatusOf(IQueryable<Opportunity> found, StageKind? kind) => kind switch
    {
        StageKind.Open => found.Where(one => one.Status == OpportunityStatus.Open),
        StageKind.Won => found.Where(one => one.Status == OpportunityStatus.Won),
        StageKind.Lost => found.Where(one => one.Status == OpportunityStatus.Lost),
        _ => found,
    };

    /// <summary>Null without a pipeline: stages of several pipelines may have the same code and different kinds.</summary>
    private async Task<StageKind?> KindOfStage(SalesDb db, CancellationToken cancellation) => Pipeline is null ? null
        : await db.Pipelines.Where(one => one.Code == Pipeline).SelectMany(one => one.Stages).Where(one => one.Code == Stage)
            .Select(one => (StageKind?)one.Kind).SingleOrDefaultAsync(cancellation);

    /// <summary>One LIKE pattern for each word. The special characters of LIKE are escaped.</summary>
    private IEnumerable<string> SearchPatterns() => (Search ?? "").ToLowerInvariant()
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct()
        .Select(word => word.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal))
        .Select(word => $"%{word}%");
}

/// <summary>The opportunities that a filter finds.</summary>
internal sealed record FoundOpportunities(IQueryable<Opportunity> Query);
