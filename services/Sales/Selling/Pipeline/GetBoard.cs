using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The open opportunities of a pipeline by stage.</summary>
/// <param name="Columns">The open stages in their order. A retired stage is shown while it contains opportunities.</param>
public sealed record BoardResponse(string Pipeline, IReadOnlyList<BoardColumn> Columns);

/// <param name="Count">The number of opportunities in the stage.</param>
/// <param name="Sums">The sums of their amounts by currency.</param>
/// <param name="Base">The base currency, ISO 4217.</param>
/// <param name="SumInBase">The sum of all amounts in the base currency, by the latest rates. Absent if a rate is unknown.</param>
/// <param name="Items">The opportunities with the earliest expected close dates.</param>
/// <param name="Next">The cursor for the rest. List opportunities with <c>pipeline</c>, <c>stage</c>, <c>status=open</c>,
/// <c>sort=expectedCloseDate</c> and this value as <c>after</c>.</param>
public sealed record BoardColumn(
    string Stage, string Name, decimal Probability, long Count, IReadOnlyList<BoardSum> Sums,
    string Base, [property: Amount] decimal? SumInBase, IReadOnlyList<OpportunitySummary> Items, string? Next);

/// <param name="Amount">Two decimals.</param>
public sealed record BoardSum(string Currency, long Count, [property: Amount] decimal Amount);

internal static class GetBoard
{
    private static readonly OpportunityOrder SoonestFirst = OpportunityOrder.Of("expectedCloseDate");

    public static async Task<Results<Ok<BoardResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string code,
        SalesDb db, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation,
        Guid? ownerId = null, [Range(1, 50)] int limit = 10)
    {
        if (await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(pipeline => pipeline.Code == code, cancellation) is not { } pipeline)
        {
            return PipelineRefusals.NoSuchPipeline.ToProblem();
        }

        var open = db.Opportunities.AsNoTracking().Seen(db).Where(one =>
            one.Pipeline == code && one.Status == OpportunityStatus.Open && (ownerId == null || one.OwnerId == ownerId));
        var sums = (await open.GroupBy(one => new { one.Stage, one.Currency })
            .Select(group =>
                new { group.Key.Stage, Sum = new BoardSum(group.Key.Currency, group.LongCount(), group.Sum(one => one.Amount)) })
            .ToListAsync(cancellation)).ToLookup(row => row.Stage, row => row.Sum);
        var cards = (await db.Pipelines.Where(found => found.Code == code).SelectMany(found => found.Stages)
            .SelectMany(stage => open.Where(one => one.Stage == stage.Code)
                .OrderBy(one => one.ExpectedCloseDate).ThenBy(one => one.Id).Take(limit + 1))
            .Summaries(db).ToListAsync(cancellation)).ToLookup(card => card.Stage);

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        List<BoardColumn> columns = [];
        var shown = pipeline.Stages.Where(stage => stage.Kind == StageKind.Open && (stage.RetiredAt is null || sums.Contains(stage.Code)));
        foreach (var stage in shown.OrderBy(stage => stage.Order))
        {
            List<BoardSum> held = [.. sums[stage.Code].OrderBy(sum => sum.Currency, StringComparer.Ordinal)];
            var ordered = cards[stage.Code].OrderBy(card => card.ExpectedCloseDate)
                .ThenBy(card => card.Id.ToString(), StringComparer.Ordinal);
            var page = OpportunityPage.Of([.. ordered], limit, SoonestFirst);
            columns.Add(new(stage.Code, stage.Name, stage.Probability, held.Sum(sum => sum.Count), held,
                converter.Base, await InBase(held, converter, today, cancellation), page.Items, page.Next));
        }

        return TypedResults.Ok(new BoardResponse(code, columns));
    }

    private static async Task<decimal?> InBase(List<BoardSum> sums, CurrencyConverter converter, DateOnly day,
        CancellationToken cancellation)
    {
        decimal? total = 0;
        foreach (var sum in sums)
        {
            total += await converter.Convert(sum.Amount, sum.Currency, converter.Base, day, cancellation);
        }

        return total;
    }
}
