-- The journal: one row for each published event, written in the transaction of its change.
-- xid orders the rows by transaction. A reader that stops below the oldest running transaction never skips a row that commits
-- late. No row needs a flag, so the journal only grows.
create sequence messaging.journal_position;

create table messaging.journal (
    xid         xid8        not null default pg_current_xact_id(),
    position    bigint      not null default nextval('messaging.journal_position'),
    recorded_at timestamptz not null default now(),
    id          uuid        not null,
    type        text        not null,
    subject     uuid        not null,
    sequence    integer     not null,
    event       text        not null
) partition by range (recorded_at);

create index journal_order on messaging.journal (xid, position);

-- One partition for each month, created ahead of time by the migration and daily by each service. Old ones are dropped.
create function messaging.keep_partitions(months_ahead integer) returns void language plpgsql as $$
declare
    month timestamptz;
begin
    for n in 0..months_ahead loop
        month := date_trunc('month', now() at time zone 'utc' + make_interval(months => n)) at time zone 'utc';
        execute format('create table if not exists messaging.%I partition of messaging.journal for values from (%L) to (%L)',
            'journal_' || to_char(month at time zone 'utc', 'YYYY_MM'), month, (month at time zone 'utc' + interval '1 month') at time zone 'utc');
    end loop;
end $$;

select messaging.keep_partitions(2);

-- The position of each reader of the journal inside the service, such as the relay.
create table messaging.cursors (
    name     text        primary key,
    xid      xid8        not null default '0',
    position bigint      not null default 0,
    moved_at timestamptz not null default now()
);

-- Events that the broker refused, and the later events of their subjects. They are tried again until the broker accepts them.
create table messaging.unpublished (
    xid             xid8        not null,
    position        bigint      not null,
    id              uuid        not null,
    type            text        not null,
    subject         uuid        not null,
    event           text        not null,
    attempts        integer     not null,
    error           text        not null,
    failed_at       timestamptz not null default now(),
    next_attempt_at timestamptz not null,
    primary key (xid, position)
);

-- The events that each queue has handled, so that a second delivery has no effect.
create table messaging.inbox (
    queue       text        not null,
    event_id    uuid        not null,
    received_at timestamptz not null default now(),
    primary key (queue, event_id)
);

create index inbox_age on messaging.inbox using brin (received_at);

-- Requested replays of journal rows to one queue.
create table messaging.replays (
    id           uuid        primary key,
    queue        text        not null,
    types        text[]      not null,
    xid          xid8        not null,
    position     bigint      not null,
    until        xid8        not null default pg_snapshot_xmin(pg_current_snapshot()),
    published    bigint      not null default 0,
    requested_at timestamptz not null default now(),
    finished_at  timestamptz
);
