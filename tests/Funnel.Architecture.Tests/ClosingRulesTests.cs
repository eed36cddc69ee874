#pragma warning disable CA1812 // The red twins are read, not run.
using System.Reflection;
using Funnel.Contracts.Sales;
using Funnel.Sales;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Architecture.Tests;

public sealed class ClosingRulesTests
{
    private static readonly Assembly Sales = typeof(SalesDb).Assembly;

    [Fact]
    public void Only_the_closing_step_wins_or_loses_an_opportunity()
    {
        Assert.Equal(["Lose", "Win"], Sales.GetTypes().SelectMany(ClosingRules.ClosingCalls).Distinct().Order());
        Assert.Empty(Sales.GetTypes().SelectMany(ClosingRules.OnlyDealClosingCloses));
        Assert.NotEmpty(ClosingRules.OnlyDealClosingCloses(typeof(ClosesByItself)));
    }

    [Fact]
    public void A_database_of_a_service_saves_and_does_nothing_else()
    {
        Type[] databases = [.. new[] { Sales, Assembly.Load("Funnel.Marketing"), Assembly.Load("Funnel.Insights") }
            .SelectMany(service => service.GetTypes()).Where(typeof(DbContext).IsAssignableFrom)];
        Assert.True(databases.Length >= 3);
        Assert.Empty(databases.SelectMany(ClosingRules.SavingOnlySaves));
        Assert.NotEmpty(ClosingRules.SavingOnlySaves(typeof(SavesMore)));
    }

    private static class ClosesByItself
    {
        internal static Result<OpportunityWon> Close(Opportunity deal, SalesPipeline pipeline, Money money, DateTimeOffset at) =>
            deal.Win(pipeline, money, "price", null, at);
    }

    private sealed class SavesMore : DbContext
    {
        public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
            base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}
