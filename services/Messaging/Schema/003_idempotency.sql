-- Stored answers of requests with an Idempotency-Key, written in the transaction of the change: a crash leaves both or
-- neither. They are stored for at least two days.
create table messaging.idempotency_keys (
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

create index idempotency_keys_age on messaging.idempotency_keys using brin (created_at);
