-- What is to happen at a later time, one a name and subject. Written in the transaction of the change that asks for it,
-- and taken away in the transaction of its effect. next_attempt_at is due_at, until an attempt has failed.
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
