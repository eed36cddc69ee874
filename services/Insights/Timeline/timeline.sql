-- The events of a person, with a sentence for each. The key is the order of the timeline: by the time of the event; at the
-- same time, by the recording time, which is the order across subjects; then by the number in the subject.
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
    with_amounts text, -- the sentence with amounts, if it has any
    primary key (person, time, recorded_at, sequence, event_id)
);

create unique index events_by_id on {schema}.events (event_id);
