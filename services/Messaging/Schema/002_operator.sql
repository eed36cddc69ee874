-- Messages that a queue of this service could not handle, moved here from <queue>_error of the broker, which cannot be
-- searched. One row for each message and queue: a second delivery of the same failure changes nothing.
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

-- Messages and events that an operator gave up, with person and reason.
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
