using Funnel.Insights.Deals;
using Funnel.Insights.Metrics;

namespace Funnel.Insights.Tests.Deals;

public sealed class VelocityTests
{
    [Fact]
    public void The_worked_example_gives_the_documented_velocity() =>
        Assert.Equal(2777.78m, Lineage.Round(Velocity.PerDayOf(40, 25_000, 0.25m, 90), 2));

    [Fact]
    public void A_cycle_of_zero_days_has_no_velocity() => Assert.Null(Velocity.PerDayOf(40, 25_000, 0.25m, 0));

    [Fact]
    public void Without_one_of_the_inputs_there_is_no_velocity()
    {
        Assert.Null(Velocity.PerDayOf(40, null, 0.25m, 90));
        Assert.Null(Velocity.PerDayOf(40, 25_000, null, 90));
        Assert.Null(Velocity.PerDayOf(40, 25_000, 0.25m, null));
    }

    [Fact]
    public void Without_open_opportunities_the_velocity_is_0() => Assert.Equal(0m, Velocity.PerDayOf(0, 25_000, 0.25m, 90));
}
