using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Funnel.Gateway.Tests;

public sealed class LogTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Nothing_that_somebody_types_to_sign_in_and_no_secret_or_token_is_logged()
    {
        var log = new Listener();
        fixture.Gateway.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        const string own = "canary of a password";
        var person = await fixture.SignedUp(own, "sales");
        var visitor = new Visitor(fixture.Gateway);
        using var wrong = await visitor.SignIn(person.Email, "canary of a guess");
        var tokens = await visitor.Tokens(person.Email, own);
        await visitor.Refresh(tokens.GetProperty("refresh_token").GetString()!);
        await fixture.Gateway.Ask("cli", "canary of a secret");
        fixture.Gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Funnel").Log(LogLevel.Error, default, "heard", null, (line, _) => line);
        Assert.Contains("heard", log.Text);
        foreach (var secret in new[] { "canary", person.Email, tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()! })
        {
            Assert.DoesNotContain(secret, log.Text);
        }
    }

    private sealed class Listener : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = [];

        public string Text => string.Join('\n', lines);

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);
    }
}
