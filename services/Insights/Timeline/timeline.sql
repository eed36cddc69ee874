-- Every event of a person, as it is told. The key is the order in which a timeline is read: by when things happened;
-- of things that happened at once, by when they were recorded, which is their order across subjects; then by their
-- number in their subject.
create table {schema}.events (
    person       uuid        not null,
    time         timestamptz not null,
    recorded_at  timestamptz not null,
    sequence     integer     not null,
    event_id     uuid        not null,
    source       text        not null,
    type         text        not null,
    subject      uuid        not null,
    causation_id uuid,
    sentence     text        not null, -- without amounts
    with_amounts text, -- the same with them, where it has any
    primary key (person, time, recorded_at, sequence, event_id)
);

create unique index events_by_id on {schema}.events (event_id);
