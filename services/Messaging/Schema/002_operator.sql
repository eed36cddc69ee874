-- Messages that a queue of this service could not swallow, moved here from the broker's <queue>_error, where nothing
-- can be looked up. One row a message and queue: a second delivery of the same death changes nothing.
create table messaging.dead_letters (
    id              uuid        primary key,
    queue           text        not null,
    message_id      text        not null,
    type            text,
    subject         uuid,
    content_type    text,
    body            bytea       not null,
    exception       text        not null,
    cause           text        not null,
    failures        integer     not null,
    first_failed_at timestamptz not null,
    last_failed_at  timestamptz not null,
    unique (queue, message_id)
);

-- What an operator gave up, by whom and why.
create table messaging.discards (
    id           uuid        primary key,
    queue        text,
    message_id   text        not null,
    type         text,
    subject      uuid,
    cause        text        not null,
    reason       text        not null,
    discarded_by text        not null,
    discarded_at timestamptz not null default now()
);
