using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Which opportunities: those to which all that is named applies. The list has the same by query parameters.</summary>
/// <param name="AmountFrom">In each one's own currency, as <paramref name="AmountUntil"/>; only for who may see all amounts.</param>
/// <param name="ClosingFrom">Expected to close on this day or later.</param>
/// <param name="ClosingUntil">Expected to close on this day or earlier.</param>
/// <param name="Stalled">In their stage for longer than it allows.</param>
/// <param name="Field">A custom field and its value, such as <c>region:north</c>.</param>
/// <param name="Search">Words or parts of words of the name and of custom texts, 3 to 100 characters, in any order.</param>
public sealed record OpportunityFilter(
    [property: MinLength(1), RegularExpression(OpportunityFilter.AnyStatus)] string? Status = null,
    [property: MinLength(1), RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string? Pipeline = null,
    [property: MinLength(1), RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    [property: MinLength(1), RegularExpression(OpportunityFilter.AnyForecast)] string? ForecastCategory = null,
    Guid? OwnerId = null, Guid? AccountId = null, Guid? LeadId = null,
    [property: MinLength(1), RegularExpression(OpportunityFilter.AnyCurrency)] string? Currency = null,
    [property: Range(0, OpportunityFilter.MostAmount)] decimal? AmountFrom = null,
    [property: Range(0, OpportunityFilter.MostAmount)] decimal? AmountUntil = null,
    DateOnly? ClosingFrom = null, DateOnly? ClosingUntil = null, bool? Stalled = null,
    [property: MinLength(1), RegularExpression(CustomFieldSet.FilterPattern)] string? Field = null,
    [property: RegularExpression(OpportunityFilter.AnyText), StringLength(100, MinimumLength = 3)] string? Search = null)
{
    internal const string AnyStatus = "^(open|won|lost)$", AnyForecast = "^(omitted|pipeline|bestCase|commit|closed)$", AnyCurrency = "^[A-Z]{3}$", AnyText = @"^[^\x00]*$";
    internal const double MostAmount = 1_000_000_000_000;

    private static readonly Refusal AmountsHidden = new("amounts-not-all-seen", 403, "The caller may not see all amounts, and so neither their order nor their range.");

    /// <param name="sort">The order in which they are wanted, which tells about amounts as well.</param>
    internal async Task<(Refusal? Refusal, IQueryable<Opportunity> Found)> Of(
        SalesDb db, IQueryable<Opportunity> found, CancellationToken cancellation, OpportunityOrder? sort = null)
    {
        if (!db.Sight.ShowsAllAmounts && (AmountFrom is not null || AmountUntil is not null || sort is { IsByAmount: true }))
        {
            return (AmountsHidden, found);
        }

        if (Field is not null)
        {
            if ((await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation)).Containing(Field).IsRefused(out var noField, out var wanted))
            {
                return (noField, found);
            }

            found = found.Where(one => EF.Functions.JsonContains(one.Fields, wanted));
        }

        var account = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), AccountId, cancellation);
        found = Status is null ? found : found.Where(one => one.Status == Enum.Parse<OpportunityStatus>(Status, true));
        found = Pipeline is null ? found : found.Where(one => one.Pipeline == Pipeline);
        found = Stage is null ? found : InStage(found.Where(one => one.Stage == Stage), await KindOfStage(db, cancellation));
        found = ForecastCategory is null ? found : found.Where(one => one.ForecastCategory == Enum.Parse<ForecastCategory>(ForecastCategory, true));
        found = OwnerId is null ? found : found.Where(one => one.OwnerId == OwnerId);
        found = account is null ? found : found.Where(one => one.AccountId == account);
        found = LeadId is null ? found : found.Where(one => one.LeadId == LeadId);
        found = Currency is null ? found : found.Where(one => one.Currency == Currency);
        found = AmountFrom is null ? found : found.Where(one => one.Amount >= AmountFrom);
        found = AmountUntil is null ? found : found.Where(one => one.Amount <= AmountUntil);
        found = ClosingFrom is null ? found : found.Where(one => one.ExpectedCloseDate >= ClosingFrom);
        found = ClosingUntil is null ? found : found.Where(one => one.ExpectedCloseDate <= ClosingUntil);
        found = Stalled switch { null => found, true => found.Where(one => one.StalledAt != null), false => found.Where(one => one.StalledAt == null) };
        return (null, Words().Aggregate(found, (left, word) => left.Where(one => EF.Functions.Like(EF.Property<string>(one, OpportunityMapping.SearchText), $"%{word}%", "\\"))));
    }

    /// <summary>A stage's kind never changes, and so says the status: by which the indexes are.</summary>
    private static IQueryable<Opportunity> InStage(IQueryable<Opportunity> found, StageKind? kind) => kind switch
    {
        StageKind.Open => found.Where(one => one.Status == OpportunityStatus.Open),
        StageKind.Won => found.Where(one => one.Status == OpportunityStatus.Won),
        StageKind.Lost => found.Where(one => one.Status == OpportunityStatus.Lost),
        _ => found,
    };

    /// <summary>Nothing where no pipeline is named: another's stage of that name may be of another kind.</summary>
    private async Task<StageKind?> KindOfStage(SalesDb db, CancellationToken cancellation) => Pipeline is null ? null
        : await db.Pipelines.Where(one => one.Code == Pipeline).SelectMany(one => one.Stages).Where(one => one.Code == Stage).Select(one => (StageKind?)one.Kind).SingleOrDefaultAsync(cancellation);

    /// <summary>What LIKE would read as a pattern is only text.</summary>
    private IEnumerable<string> Words() => (Search ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct()
        .Select(word => word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal));
}
