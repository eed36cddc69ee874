-- The history of each opportunity: one row per event, with the amount and the stage that the event reports.
create table {schema}.changes (
    event_id       uuid        primary key,
    source         text        not null,
    time           timestamptz not null,
    recorded_at    timestamptz not null,
    opportunity_id uuid        not null,
    sequence       integer     not null,
    change         text        not null, -- created, stage, amount, won, lost, reopened, corrected
    amount         numeric,
    currency       text,
    stage          text,
    probability    numeric,
    outcome        text, -- won, lost; of an event that closes or corrects
    closed_at      timestamptz,
    owner_id       uuid,
    owner          text
);

create index changes_last on {schema}.changes (source, time, event_id);
create index changes_of_opportunity on {schema}.changes (opportunity_id, time, sequence);
create index changes_closing on {schema}.changes (opportunity_id, sequence)
    where change in ('won', 'lost', 'reopened', 'corrected');

-- One row per opportunity: how it was created and how it was closed. opened_at comes from the creation or from a closing event,
-- because both carry it. The closing is that of the event with the highest sequence: a later correction or reopening replaces it. The columns of the creation are null until the creation event arrives.
create table {schema}.opportunities (
    opportunity_id uuid        primary key,
    lead_id        uuid,
    opened_at      timestamptz,
    created_at     timestamptz,
    created_event  uuid,
    pipeline       text,
    currency       text,
    owner_id       uuid,
    owner          text,
    closed_at      timestamptz,
    closing_sequence integer, -- of the last event that closed, corrected or reopened
    outcome        text, -- won, lost
    closed_amount  numeric,
    closed_currency text,
    reason         text,
    closer_id      uuid,
    closer         text,
    revised        boolean     not null default false -- reopened or corrected: changes tells what an earlier asOf saw
);

create index opportunities_closed on {schema}.opportunities (closed_at);
create index opportunities_opened on {schema}.opportunities (opened_at);
