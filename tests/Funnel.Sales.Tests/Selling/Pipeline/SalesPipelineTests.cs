namespace Funnel.Sales.Tests;

/// <summary>The rules of a pipeline, without HTTP and database.</summary>
public sealed class SalesPipelineTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    private static readonly StageDefinition
        First = new("start", "Start", 0.1m, ForecastCategory.Pipeline, MaximumAgeDays: 30),
        Proof = new("proof", "Proof", 0.5m, ForecastCategory.BestCase),
        Gone = new("gone", "Gone", 0.6m, ForecastCategory.Commit),
        Won = new("won", "Won", 1, ForecastCategory.Closed, StageKind.Won),
        Lost = new("lost", "Lost", 0, ForecastCategory.Omitted, StageKind.Lost);

    /// <summary>A pipeline with the open stages start and proof, and the retired stage gone.</summary>
    internal static SalesPipeline Defined(string code = "own")
    {
        var pipeline = SalesPipeline.Define(code, "Own");
        Assert.Null(pipeline.Redefine("Own", [First, Proof, Gone, Won, Lost], Start).Refusal);
        Assert.Null(pipeline.Redefine("Own", [First, Proof, Won, Lost], Start).Refusal);
        return pipeline;
    }

    [Fact]
    public void A_stage_that_is_left_out_is_retired_and_comes_back_when_it_is_listed()
    {
        var pipeline = Defined();
        Assert.Equal(Start, pipeline.FindStage("gone")!.RetiredAt);
        Assert.Equal(["start", "proof", "won", "lost"], pipeline.InUse.Select(stage => stage.Code));
        Assert.Null(pipeline.Redefine("Own", [Gone, First, Won, Lost], Start).Refusal);
        Assert.Equal(("gone", null), (pipeline.First.Code, pipeline.FindStage("gone")!.RetiredAt));
        Assert.Equal(3, pipeline.Version);
    }

    [Theory]
    [InlineData(null, "start", null)]
    [InlineData("proof", "proof", null)]
    [InlineData("gone", null, "stage-retired")]
    [InlineData("won", null, "stage-needs-outcome")]
    [InlineData("unknown", null, "stage-not-in-pipeline")]
    public void An_opportunity_starts_in_an_open_stage_in_use(string? wanted, string? stage, string? code)
    {
        var start = Defined().StartingStage(wanted);
        Assert.Equal((stage, code), (start.Value?.Code, start.Refusal?.Code));
    }

    [Fact]
    public void A_refusal_names_the_stages_of_the_pipeline() => Assert.Equal(
        "`stage` is 'unknown', which pipeline 'own' does not have. Its stages are: start, proof, won, lost.",
        Defined().StartingStage("unknown").Refusal?.Detail);

    [Fact]
    public void A_definition_needs_one_won_one_lost_and_an_open_stage_with_fitting_values()
    {
        Refused("pipeline-outcomes-wrong", First, Won);
        Refused("pipeline-outcomes-wrong", Won, Lost);
        Refused("pipeline-outcomes-wrong", First, Won, Won with { Code = "again" }, Lost);
        Refused("stage-named-twice", First, First, Won, Lost);
        Refused("stage-probability-wrong", First with { Probability = 1.1m }, Won, Lost);
        Refused("stage-probability-wrong", First with { Probability = 0.12345m }, Won, Lost);
        Refused("stage-probability-wrong", First, Won with { Probability = 0.9m }, Lost);
        Refused("stage-forecast-wrong", First with { ForecastCategory = ForecastCategory.Closed }, Won, Lost);
        Refused("stage-age-wrong", First, Won with { MaximumAgeDays = 3 }, Lost);
        Refused("stage-kind-fixed", First,
            Proof with { Kind = StageKind.Won, Probability = 1, ForecastCategory = ForecastCategory.Closed }, Lost);
    }

    private static void Refused(string code, params StageDefinition[] stages)
    {
        var pipeline = Defined();
        Assert.Equal(code, pipeline.Redefine("Other", stages, Start).Refusal?.Code);
        Assert.Equal(("Own", 2), (pipeline.Name, pipeline.Version));
    }
}
