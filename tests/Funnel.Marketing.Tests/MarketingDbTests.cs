using Funnel.Testing;

namespace Funnel.Marketing.Tests;

public sealed class MarketingDbTests(MarketingFixture marketing)
{
    [Fact]
    public Task The_model_and_the_migrations_are_equal() => ModelChanges.None(marketing.Service);
}
