using Funnel.Idempotency;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>A service's database under an idempotency key: what it publishes commits with the answer as well.</summary>
internal sealed class IdempotentMessagingDb(MessagingDb db, RequestSql statements) : IdempotentDb(db, Answers)
{
    public const string Answers = "messaging.idempotency_keys";

    public override void RunsIn(NpgsqlConnection? transaction) => statements.Transaction = transaction;

    public override Task HasCommitted(CancellationToken cancellation)
    {
        db.HasCommitted();
        return Task.CompletedTask;
    }
}

public static class IdempotencyKeysSetup
{
    /// <summary>For every POST of the service. Call it behind <c>UseServiceDefaults</c>.</summary>
    public static void UseIdempotencyKeys(this WebApplication app) => app.UseKeys();
}
