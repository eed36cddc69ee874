-- Timers, one for each name and subject. A timer is written in the transaction of the change that sets it, and deleted in the
-- transaction of its effect. next_attempt_at equals due_at until an attempt has failed.
create table messaging.timers (
    name            text        not null,
    subject         uuid        not null,
    due_at          timestamptz not null,
    next_attempt_at timestamptz not null,
    attempts        integer     not null default 0,
    error           text,
    primary key (name, subject)
);

create index timers_due on messaging.timers (next_attempt_at);
