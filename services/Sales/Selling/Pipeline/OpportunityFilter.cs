using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Team;
using Funnel.Sales.Views;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Values;
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
    [property: Description(RelativeOwner.Description), MinLength(1), RegularExpression(RelativeOwner.Pattern)]
    [FromQuery(Name = "owner")] string? Owner = null,
    [property: Description("The id of a team. Its members and the members of the teams below are the owners.")]
    [FromQuery(Name = "teamId")] Guid? TeamId = null,
    [property: Description("The id of a product on a line of the opportunity.")]
    [FromQuery(Name = "productId")] Guid? ProductId = null,
    [property: Description("The id of the opportunity in another system."), MinLength(1), MaxLength(Opportunity.ExternalIdLength),
        RegularExpression(OpportunityFilter.AnyText)]
    [FromQuery(Name = "externalId")] string? ExternalId = null,
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
    [property: Description("The first expected close date." + RelativeDay.Description), MinLength(1),
        RegularExpression(RelativeDay.Pattern)]
    [FromQuery(Name = "closingFrom")] string? ClosingFrom = null,
    [property: Description("The last expected close date." + RelativeDay.Description), MinLength(1),
        RegularExpression(RelativeDay.Pattern)]
    [FromQuery(Name = "closingUntil")] string? ClosingUntil = null,
    [property: Description("The first day on which the opportunity was won or lost." + RelativeDay.Description),
        MinLength(1), RegularExpression(RelativeDay.Pattern)]
    [FromQuery(Name = "closedFrom")] string? ClosedFrom = null,
    [property: Description("The last day on which the opportunity was won or lost." + RelativeDay.Description),
        MinLength(1), RegularExpression(RelativeDay.Pattern)]
    [FromQuery(Name = "closedUntil")] string? ClosedUntil = null,
    [property: Description("The first day on which the opportunity was created." + RelativeDay.Description),
        MinLength(1), RegularExpression(RelativeDay.Pattern)]
    [FromQuery(Name = "createdFrom")] string? CreatedFrom = null,
    [property: Description("The last day on which the opportunity was created." + RelativeDay.Description),
        MinLength(1), RegularExpression(RelativeDay.Pattern)]
    [FromQuery(Name = "createdUntil")] string? CreatedUntil = null,
    [property: Description(UpdatedAt.Description)]
    [FromQuery(Name = "updatedSince")] DateTimeOffset? UpdatedSince = null,
    [property: Description("Whether the opportunity is stalled, that is, longer in its stage than the stage allows.")]
    [FromQuery(Name = "stalled")] bool? Stalled = null,
    [property: Description(FieldCondition.Description), MaxLength(FieldCondition.Most)]
    [FromQuery(Name = "field")] string[]? Field = null,
    [property: Description("Words, or parts of words, of the name and of custom texts, in any order, without regard to "
        + "capitals and accents; 3 to 100 characters, or 1 to 100 with a Chinese, Japanese or Korean one."),
        RegularExpression(SearchText.LongEnough), StringLength(100, MinimumLength = 1)]
    [FromQuery(Name = "search")] string? Search = null)
{
    internal const string AnyStatus = "^(open|won|lost)$", AnyForecast = "^(omitted|pipeline|bestCase|commit|closed)$",
        AnyCurrency = "^[A-Z]{3}$", AnyText = @"^[^\x00]*$";
    internal const double MostAmount = 1_000_000_000_000;

    private static readonly Refusal AmountsHidden =
        new("amounts-not-all-seen", 403, "The caller may not see all amounts, and so cannot filter or sort by amount.");

    /// <param name="order">The order of the list, which reveals amounts as well.</param>
    /// <param name="days">The days of the filters by day.</param>
    internal async Task<Result<FoundOpportunities>> Apply(
        SalesDb db, IQueryable<Opportunity> found, ReportingDays days, CancellationToken cancellation, OpportunityOrder? order = null)
    {
        if (!db.Sight.ShowsAllAmounts && (AmountFrom is not null || AmountUntil is not null || order is { IsByAmount: true }))
        {
            return AmountsHidden;
        }

        if (ByDay(found, days, days.DayOf(db.Now)).IsRefused(out var refusal, out var byDay)
            || (await RelativeOwner.Read(db, Owner, TeamId, cancellation)).IsRefused(out refusal, out var owners))
        {
            return refusal;
        }

        found = byDay.Query.OwnedBy(owners);
        if (Field is { Length: > 0 })
        {
            var fields = await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation);
            if (fields.Read(Field).IsRefused(out refusal, out var conditions))
            {
                return refusal;
            }

            found = found.Meeting(conditions, one => one.Fields);
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
        found = ProductId is null ? found : found.Where(one => one.Lines.Any(line => line.ProductId == ProductId));
        found = ExternalId is null ? found : found.Where(one => one.ExternalId == ExternalId);
        found = found.UpdatedSince(UpdatedSince);
        found = Stalled is null ? found : found.Where(one => (one.StalledAt != null) == Stalled);
        return new FoundOpportunities(SearchText.Patterns(Search ?? "").Aggregate(found, (left, pattern) =>
            left.Where(one => EF.Functions.Like(one.SearchText, pattern, "\\"))));
    }

    private Result<FoundOpportunities> ByDay(IQueryable<Opportunity> found, ReportingDays days, DateOnly today)
    {
        if (RelativeDay.Read("closingFrom", ClosingFrom, today).IsRefused(out var refusal, out var closingFrom)
            || RelativeDay.Read("closingUntil", ClosingUntil, today).IsRefused(out refusal, out var closingUntil)
            || RelativeDay.Read("closedFrom", ClosedFrom, today).IsRefused(out refusal, out var closedFrom)
            || RelativeDay.Read("closedUntil", ClosedUntil, today).IsRefused(out refusal, out var closedUntil)
            || RelativeDay.Read("createdFrom", CreatedFrom, today).IsRefused(out refusal, out var createdFrom)
            || RelativeDay.Read("createdUntil", CreatedUntil, today).IsRefused(out refusal, out var createdUntil))
        {
            return refusal;
        }

        var (first, last) = (closingFrom.Day, closingUntil.Day);
        found = first is null ? found : found.Where(one => one.ExpectedCloseDate >= first);
        found = last is null ? found : found.Where(one => one.ExpectedCloseDate <= last);
        var (closedAt, closedBefore) = (Start(closedFrom.Day), End(closedUntil.Day));
        found = closedAt is null ? found : found.Where(one => one.ClosedAt >= closedAt);
        found = closedBefore is null ? found : found.Where(one => one.ClosedAt < closedBefore);
        var (createdAt, createdBefore) = (Start(createdFrom.Day), End(createdUntil.Day));
        found = createdAt is null ? found : found.Where(one => one.CreatedAt >= createdAt);
        found = createdBefore is null ? found : found.Where(one => one.CreatedAt < createdBefore);
        return new FoundOpportunities(found);

        DateTimeOffset? Start(DateOnly? day) => day is { } known ? days.StartOf(known) : null;

        // No day follows the last day of the calendar, which other systems write for "without end".
        DateTimeOffset? End(DateOnly? day) => day == DateOnly.MaxValue ? null : Start(day?.AddDays(1));
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

}

/// <summary>The opportunities that a filter finds.</summary>
internal sealed record FoundOpportunities(IQueryable<Opportunity> Query);
