-- The responses of requests with an Idempotency-Key. Every service has this table; services/Idempotency reads and writes it.
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
