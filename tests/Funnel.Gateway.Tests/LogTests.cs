using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Funnel.Gateway.Tests;

public sealed class LogTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task The_log_holds_no_sign_in_data_no_secret_and_no_token()
    {
        var log = new Listener();
        fixture.Gateway.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        const string own = "canary of a password";
        var person = await fixture.AddPersonWithPassword(own, "sales");
        var browser = new SignInBrowser(fixture.Gateway);
        using var wrong = await browser.SignIn(person.Email, "canary of a guess");
        var tokens = await browser.Tokens(person.Email, own);
        await browser.Refresh(tokens.GetProperty("refresh_token").GetString()!);
        await fixture.Gateway.RequestToken("cli", "canary of a secret");
        fixture.Gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Funnel")
            .Log(LogLevel.Error, default, "heard", null, (line, _) => line);
        Assert.Contains("heard", log.Text);
        foreach (var secret in new[] { "canary", person.Email, tokens.GetProperty("access_token").GetString()!,
            tokens.GetProperty("refresh_token").GetString()! })
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

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);
    }
}
