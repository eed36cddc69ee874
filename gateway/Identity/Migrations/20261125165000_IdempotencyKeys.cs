using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Funnel.Gateway.Identity.Migrations;

/// <summary>Answers that were given under an Idempotency-Key, as every service keeps them; EF Core's model does not know them.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261125165000_IdempotencyKeys")]
internal sealed class IdempotencyKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table idempotency_keys (
            client       text        not null,
            key          text        not null,
            request      text        not null,
            request_hash bytea       not null,
            status       integer     not null,
            content_type text,
            location     text,
            etag         text,
            body         bytea       not null,
            created_at   timestamptz not null default now(),
            primary key (client, key)
        );
        create index idempotency_keys_age on idempotency_keys using brin (created_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table idempotency_keys");
}
