using Funnel.Contracts.Sales;
using Funnel.Messaging;

namespace Funnel.Sales.Tests;

/// <summary>The rules of an opportunity, without HTTP and database.</summary>
public sealed class OpportunityTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    private readonly Outbox outbox = new("sales", TimeProvider.System);
    private readonly SalesPipeline pipeline = SalesPipelineTests.Defined();

    [Fact]
    public void A_new_opportunity_begins_its_histories()
    {
        var deal = Begin();
        Assert.Equal(("start", 0.1m, ForecastCategory.Pipeline, OpportunityStatus.Open),
            (deal.Stage, deal.Probability, deal.ForecastCategory, deal.Status));
        Assert.Equal((null, "start"), (Assert.Single(deal.StageHistory).FromStage, deal.StageHistory[0].ToStage));
        Assert.Equal(100, Assert.Single(deal.AmountHistory).ToAmount);
        Assert.Equal(new DateOnly(2026, 12, 31), Assert.Single(deal.CloseDateHistory).ToDate);
    }

    [Fact]
    public void A_move_sets_the_probability_and_the_category_of_the_stage_and_adds_to_the_history()
    {
        var deal = Begin();
        var fact = Published(deal, deal.MoveTo(pipeline.FindStage("proof")!, Start.AddDays(1)));
        Assert.Equal(new OpportunityStageChanged(deal.Id, null, "start", "proof", 0.5m), fact);
        Assert.Equal((0.5m, ForecastCategory.BestCase, Start.AddDays(1)), (deal.Probability, deal.ForecastCategory, deal.StageEnteredAt));
        Assert.Equal(("start", "proof", 2), (deal.StageHistory[1].FromStage, deal.StageHistory[1].ToStage, deal.StageHistory[1].Sequence));
    }

    [Theory]
    [InlineData("won", "stage-needs-outcome")]
    [InlineData("lost", "stage-needs-outcome")]
    [InlineData("gone", "stage-retired")]
    public void A_move_to_a_closed_or_retired_stage_is_refused(string stage, string code)
    {
        var deal = Begin();
        Assert.Equal(code, deal.MoveTo(pipeline.FindStage(stage)!, Start.AddDays(1)).Refusal?.Code);
        Assert.Equal(("start", 1), (deal.Stage, deal.StageHistory.Count));
    }

    [Fact]
    public void A_move_to_a_stage_of_another_pipeline_or_before_the_creation_is_refused()
    {
        var deal = Begin();
        Assert.Equal("stage-not-in-pipeline",
            deal.MoveTo(SalesPipelineTests.Defined("other").FindStage("proof")!, Start.AddDays(1)).Refusal?.Code);
        Assert.Equal("before-creation", deal.MoveTo(pipeline.FindStage("proof")!, Start.AddDays(-1)).Refusal?.Code);
    }

    [Fact]
    public void Imported_history_may_move_before_its_creation()
    {
        var deal = Begin(recordedAt: Start.AddYears(1));
        Published(deal, deal.MoveTo(pipeline.FindStage("proof")!, Start.AddDays(-1)));
        Assert.Equal("proof", deal.Stage);
    }

    [Fact]
    public void An_opportunity_is_won_once_with_the_final_amount()
    {
        var deal = Begin();
        var won = Published(deal, deal.Win(pipeline, Euros(90), "price", "Ana", Start.AddDays(2)));
        Assert.Equal((90m, "price", "Ana"), (won.Amount, won.Reason, won.Owner));
        Assert.Equal((OpportunityStatus.Won, "won", 1m, 90m), (deal.Status, deal.Stage, deal.Probability, deal.Amount));
        Assert.Equal((Start.AddDays(2), ForecastCategory.Closed), (deal.ClosedAt, deal.ForecastCategory));
        Assert.Equal([100m, 90m], deal.AmountHistory.Select(entry => entry.ToAmount));
        Assert.True(deal.IsClosedAs(OpportunityStatus.Won, "price", 90, Start.AddDays(2)));
        Assert.False(deal.IsClosedAs(OpportunityStatus.Won, "price", 91, null));
        foreach (var again in new[]
        {
            deal.Win(pipeline, Euros(90), "price", null, Start.AddDays(3)).Refusal,
            deal.Lose(pipeline, Euros(90), "price", null, null, Start.AddDays(3)).Refusal,
            deal.MoveTo(pipeline.First, Start.AddDays(3)).Refusal, deal.ChangeAmount(Euros(1), Start.AddDays(3)).Refusal,
            deal.Change(new("Other"), null, Start.AddDays(3)).Refusal, deal.SetLines([], Start.AddDays(3)).Refusal,
        })
        {
            Assert.Equal("opportunity-already-closed", again?.Code);
        }
    }

    [Fact]
    public void A_lost_opportunity_keeps_its_competitor_and_loses_the_owners_forecast()
    {
        var deal = Begin();
        Published(deal, deal.Change(new(Forecast: ForecastCategory.Commit), null, Start));
        var lost = Published(deal, deal.Lose(pipeline, Euros(100), "price", null, "rival", Start.AddDays(2)));
        Assert.Equal(("rival", "rival"), (lost.Competitor, deal.LostTo));
        Assert.Equal((OpportunityStatus.Lost, 0m, ForecastCategory.Omitted, null),
            (deal.Status, deal.Probability, deal.ForecastCategory, deal.ForecastOverride));
        Assert.Single(deal.AmountHistory);
    }

    [Fact]
    public void The_owners_forecast_stays_from_stage_to_stage_until_it_is_reset()
    {
        var deal = Begin();
        Published(deal, deal.Change(new(Forecast: ForecastCategory.Commit), null, Start));
        Published(deal, deal.MoveTo(pipeline.FindStage("proof")!, Start.AddDays(1)));
        Assert.Equal(ForecastCategory.Commit, deal.ForecastCategory);
        Published(deal, deal.Change(new(StageForecast: ForecastCategory.BestCase), null, Start.AddDays(2)));
        Assert.Equal((ForecastCategory.BestCase, null), (deal.ForecastCategory, deal.ForecastOverride));
        Assert.Equal("forecast-needs-outcome", deal.Change(new(Forecast: ForecastCategory.Closed), null, Start.AddDays(3)).Refusal?.Code);
    }

    [Fact]
    public void Lines_decide_the_amount_until_they_are_removed()
    {
        var deal = Begin();
        var product = Product.Create("fleet", "Fleet", "piece", Billing.OneOff, Start);
        OpportunityLine Line(int position, decimal price) =>
            OpportunityLine.Of(deal.Id, position, new(product, price, null), LineTerms.Of(2, price, null, "EUR").Value!, Start);

        var changed = deal.SetLines([Line(1, 10), Line(2, 20)], Start.AddDays(1)).Value!.AmountChanged;
        Assert.Equal((100m, 60m), (changed!.FromAmount, changed.ToAmount));
        outbox.Next(deal, changed, Start.AddDays(1));
        Assert.Equal("amount-follows-lines", deal.ChangeAmount(Euros(1), Start.AddDays(1)).Refusal?.Code);
        var (kept, revision) = (deal.Lines[0], deal.LinesRevision);
        Assert.Null(deal.SetLines([Line(1, 10), Line(2, 20)], Start.AddDays(2)).Value!.AmountChanged);
        Assert.Equal((kept, revision), (deal.Lines[0], deal.LinesRevision));
        Assert.Null(deal.SetLines([], Start.AddDays(3)).Value!.AmountChanged);
        Assert.Equal((60m, false, revision + 1), (deal.Amount, deal.HasLines, deal.LinesRevision));
        Assert.Equal(1, Published(deal, deal.ChangeAmount(Euros(1), Start.AddDays(4))).ToAmount);
    }

    [Theory]
    [InlineData(Billing.OneOff, 1000, 0, 0)]
    [InlineData(Billing.Monthly, 0, 83.33, 0)]
    [InlineData(Billing.Yearly, 0, 0, 1000)]
    public void The_only_line_of_an_imported_opportunity_has_its_amount_as_first_year(
        Billing billing, decimal oneOff, decimal monthly, decimal yearly)
    {
        var deal = DealSamples.Open();
        var line = OpportunityLine.ForAmount(deal.Id, Product.Create("fleet", "Fleet", "piece", billing, Start), Euros(1000), Start).Value!;
        Assert.Null(deal.SetLines([line], DealSamples.Now.AddDays(1)).Value!.AmountChanged);
        Assert.Equal(new BillingTotals(oneOff, monthly, yearly, 1000, 1000), deal.Totals);
    }

    [Fact]
    public void An_opportunity_stalls_once_for_each_stay_in_a_stage()
    {
        var deal = Begin();
        Assert.Null(deal.Stall(pipeline.First, Start.AddDays(29)));
        Assert.Equal(Start.AddDays(30), deal.Stall(pipeline.First, Start.AddDays(31))!.DueAt);
        Assert.Null(deal.Stall(pipeline.First, Start.AddDays(32)));
        Published(deal, deal.MoveTo(pipeline.FindStage("proof")!, Start.AddDays(33)));
        Assert.Null(deal.StalledAt);
        Published(deal, deal.MoveTo(pipeline.First, Start.AddDays(34)));
        Assert.NotNull(deal.Stall(pipeline.First, Start.AddDays(65)));
    }

    private static Money Euros(decimal amount) => Money.Of(amount, "EUR").Value!;

    private Opportunity Begin(DateTimeOffset? recordedAt = null)
    {
        var start =
            new OpportunityStart("Deal", Euros(100), new DateOnly(2026, 12, 31), pipeline, pipeline.First, Guid.Empty, null, null, null,
                null, null);
        var (deal, created) = Opportunity.Create(start, Start, recordedAt ?? Start);
        outbox.Next(deal, created, Start);
        return deal;
    }

    private TFact Published<TFact>(Opportunity deal, Result<TFact> result) where TFact : class
    {
        Assert.Null(result.Refusal);
        outbox.Next(deal, result.Value!, Start);
        return result.Value!;
    }
}
