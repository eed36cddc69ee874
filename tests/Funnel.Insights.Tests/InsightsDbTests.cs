using Funnel.Testing;

namespace Funnel.Insights.Tests;

public sealed class InsightsDbTests(InsightsFixture insights)
{
    [Fact]
    public Task The_model_and_the_migrations_are_equal() => ModelChanges.None(insights.Service);
}
