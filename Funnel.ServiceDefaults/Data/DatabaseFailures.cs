using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>The failures of a database that no request caused: it does not answer, or another writer was faster.</summary>
public static class DatabaseFailures
{
    /// <summary>The three codes of a server that shuts down or starts: 57P01, 57P02 and 57P03.</summary>
    private const string ShutdownOrStart = "57P0";

    /// <summary>Whether the database does not answer or is restarting, so that the same statement succeeds later.</summary>
    public static bool IsDatabaseAway(this Exception? failure) => failure switch
    {
        null => false,
        PostgresException refused =>
            (refused.IsTransient || refused.SqlState.StartsWith(ShutdownOrStart, StringComparison.Ordinal)) && !IsLostRace(refused),
        NpgsqlException broken => broken.IsTransient || broken.InnerException is IOException or SocketException or TimeoutException,
        InvalidOperationException { Source: nameof(Npgsql) } => true, // a statement on a connection that broke just before it
        _ => failure.InnerException.IsDatabaseAway(),
    };

    /// <summary>
    /// Whether another writer was faster: it changed the row, took the key, or made the row unchangeable. The same use case
    /// succeeds, or is refused, when it runs again on the present data.
    /// </summary>
    public static bool IsConflict(this Exception failure) => failure switch
    {
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: PostgresException refused } => IsLostRace(refused)
            || refused.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.RestrictViolation,
        PostgresException refused => IsLostRace(refused),
        _ => false,
    };

    private static bool IsLostRace(PostgresException refused) =>
        refused.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
