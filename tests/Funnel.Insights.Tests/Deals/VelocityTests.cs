using Funnel.Insights.Deals;
using Funnel.Insights.Metrics;

namespace Funnel.Insights.Tests.Deals;

public sealed class VelocityTests
{
    [Fact]
    public void The_worked_example_gives_its_figure() =>
        Assert.Equal(2777.78m, Lineage.Round(Velocity.PerDayOf(40, 25_000, 0.25m, 90), 2));

    [Fact]
    public void A_cycle_of_no_days_gives_nothing() => Assert.Null(Velocity.PerDayOf(40, 25_000, 0.25m, 0));

    [Fact]
    public void Anything_missing_gives_nothing()
    {
        Assert.Null(Velocity.PerDayOf(40, null, 0.25m, 90));
        Assert.Null(Velocity.PerDayOf(40, 25_000, null, 90));
        Assert.Null(Velocity.PerDayOf(40, 25_000, 0.25m, null));
    }

    [Fact]
    public void Nothing_open_is_worth_nothing_a_day() => Assert.Equal(0m, Velocity.PerDayOf(0, 25_000, 0.25m, 90));
}
