using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Tests;

public sealed class RequestPlacesTests
{
    [Fact]
    public async Task A_request_without_a_place_waits_until_another_leaves_and_not_longer_than_the_limit()
    {
        using var places = new RequestPlaces(connections: 3, TimeSpan.FromMilliseconds(50));
        Assert.True(await places.Take(TestContext.Current.CancellationToken));
        Assert.True(await places.Take(TestContext.Current.CancellationToken));
        Assert.False(await places.Take(TestContext.Current.CancellationToken));

        using var patient = new RequestPlaces(connections: 1, Timeout.InfiniteTimeSpan);
        Assert.True(await patient.Take(TestContext.Current.CancellationToken));
        var next = patient.Take(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        patient.Leave();
        Assert.True(await next);
    }
}
