using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>What a log may say of an exception: its type and where it was thrown, without what it quotes.</summary>
/// <remarks>
/// Exceptions quote what they could not read, and that may be anybody's name or a secret. Only those that tell of the
/// machinery keep their words; of what PostgreSQL refused the code and the rule's name stay.
/// </remarks>
public static class Failures
{
    /// <summary>The innermost reason, in a few words.</summary>
    public static string InShort(this Exception failure) => failure.GetBaseException() switch
    {
        PostgresException refused => $"{nameof(PostgresException)} {refused.SqlState} {refused.ConstraintName ?? refused.Routine}",
        NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException or SettingException => failure.GetBaseException().Message,
        { } other when other.GetType().Namespace?.StartsWith("RabbitMQ.", StringComparison.Ordinal) == true => other.Message,
        { } other => other.GetType().FullName!,
    };

    /// <summary>In the place of the exception itself, for every log wherever it goes.</summary>
    internal sealed class Described(Exception failure) : Exception(failure.InShort())
    {
        public override string ToString()
        {
            var chain = new List<string>();
            for (var one = failure; one is not null; one = one.InnerException)
            {
                chain.Add($"{one.GetType().FullName}\n{one.StackTrace}");
            }

            return $"{Message}\n{string.Join("\n ---> ", chain)}";
        }
    }
}

/// <summary>Makes loggers that describe exceptions instead of quoting them, our own and every library's.</summary>
internal sealed class LoggersWithoutQuotes(LoggerFactory all) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new WithoutQuotes(all.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => all.AddProvider(provider);

    public void Dispose() => all.Dispose();

    private sealed class WithoutQuotes(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel, eventId, state, exception is null ? null : new Failures.Described(exception), formatter);
    }
}
