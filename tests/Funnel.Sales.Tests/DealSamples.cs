namespace Funnel.Sales.Tests;

/// <summary>Opportunities for tests of entities, without a database.</summary>
internal static class DealSamples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly SalesPipeline Pipeline = DefinePipeline();

    public static Opportunity Open(Guid? account = null, Guid? lead = null, DateTimeOffset? at = null) => Opportunity.Create(
        new("First order", Euros(1000), new(2026, 12, 31), Pipeline, Pipeline.First, account ?? Guid.CreateVersion7(), null, lead, null,
            null, null),
        at ?? Now, at ?? Now).Opportunity;

    public static Opportunity Won(DateTimeOffset at, Guid? account = null, Guid? lead = null)
    {
        var deal = Open(account, lead, at);
        Assert.Null(deal.Win(Pipeline, Euros(1000), "price", null, at).Refusal);
        return deal;
    }

    public static Money Euros(decimal amount) => Money.Of(amount, "EUR").Value!;

    private static SalesPipeline DefinePipeline()
    {
        var pipeline = SalesPipeline.Define("default", "Default");
        pipeline.Redefine(
            "Default",
            [
                new("qualification", "Qualification", 0.1m, ForecastCategory.Pipeline),
                new("won", "Won", 1, ForecastCategory.Closed, StageKind.Won),
                new("lost", "Lost", 0, ForecastCategory.Omitted, StageKind.Lost),
            ],
            Now);
        return pipeline;
    }
}
