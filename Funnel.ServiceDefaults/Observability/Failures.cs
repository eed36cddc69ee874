using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Describes exceptions for the log: the type and the stack trace, without the values that the message quotes.</summary>
/// <remarks>
/// Exceptions quote the values that they could not read, and a value may be a person's name or a secret. Only exceptions of
/// networks and settings keep their message. Of an error of PostgreSQL, the code and the name of the constraint stay.
/// </remarks>
public static class Failures
{
    /// <summary>The innermost reason in a few words.</summary>
    public static string InShort(this Exception failure) => failure.GetBaseException() switch
    {
        PostgresException refused => $"{nameof(PostgresException)} {refused.SqlState} {refused.ConstraintName ?? refused.Routine}",
        NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException or SettingException =>
            failure.GetBaseException().Message,
        { } other when other.GetType().Namespace?.StartsWith("RabbitMQ.", StringComparison.Ordinal) == true => other.Message,
        { } other => other.GetType().FullName!,
    };

    /// <summary>Stands for the exception in every log.</summary>
    internal sealed class RedactedException(Exception failure) : Exception(failure.InShort())
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

/// <summary>Makes loggers that redact exceptions, for our code and for every library.</summary>
internal sealed class RedactingLoggerFactory(LoggerFactory all) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(all.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => all.AddProvider(provider);

    public void Dispose() => all.Dispose();

    private sealed class RedactingLogger(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel, eventId, state, exception is null ? null : new Failures.RedactedException(exception), formatter);
    }
}
