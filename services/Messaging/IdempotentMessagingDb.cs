using Funnel.Idempotency;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>
/// The database of a service under an idempotency key. The events that it publishes commit together with the stored answer.
/// </summary>
internal sealed class IdempotentMessagingDb(MessagingDb db, RequestSql sql) : IdempotentDb(db, Answers)
{
    public const string Answers = "messaging.idempotency_keys";

    public override void RunsIn(NpgsqlConnection? transaction) => sql.Transaction = transaction;

    public override Task HasCommitted(CancellationToken cancellation)
    {
        db.HasCommitted();
        return Task.CompletedTask;
    }
}

public static class IdempotencyKeysSetup
{
    /// <summary>Applies to every POST of the service. Call it after <c>UseServiceDefaults</c>.</summary>
    public static void UseIdempotencyKeys(this WebApplication app) => app.UseKeys();
}
