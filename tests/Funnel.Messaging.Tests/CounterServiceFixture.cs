namespace Funnel.Messaging.Tests;

public sealed class CounterServiceFixture : IAsyncLifetime
{
    private CounterService? service;

    public CounterService Service => service ?? throw new InvalidOperationException("The service did not start.");

    public async ValueTask InitializeAsync() => service = await CounterService.Start();

    public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;
}
