-- The entries of people into stages, in every cycle, and the decisions: one row per event.
create table {schema}.entries (
    event_id    uuid        primary key,
    source      text        not null,
    time        timestamptz not null,
    recorded_at timestamptz not null,
    lead_id     uuid, -- null for a deal without a lead
    entered     text        not null, -- captured, qualified, assigned, accepted, rejected, recycled, opportunity, won, reopened, corrected
    cycle       integer,
    reason      text,
    opportunity_id uuid, -- of entries that win, reopen or correct a deal
    sequence    integer     not null,
    won_at      timestamptz -- the time of the win after this entry; null if the deal is not won
);

create index entries_last on {schema}.entries (source, time, event_id);
create index entries_of_lead on {schema}.entries (lead_id, time);

-- One row per person: the first entry into each stage, which the cohorts count, and the origin of the person.
-- captured_at is null until the capture event arrives, because later events may arrive before it.
create table {schema}.people (
    lead_id        uuid        primary key,
    captured_at    timestamptz,
    captured_event uuid,
    channel_key    text, -- the identity key of the channel, whose spelling is in channels
    source         text,
    campaign       text,
    landing_page   text,
    mql_at         timestamptz,
    sal_at         timestamptz,
    sql_at         timestamptz,
    customer_at    timestamptz,
    revised        boolean     not null default false -- a deal was reopened or corrected: entries tells what an earlier asOf saw
);

-- Spellings with one identity key are one channel. It is shown as it was first written.
create table {schema}.channels (
    channel_key    text        primary key,
    channel        text        not null,
    captured_at    timestamptz not null,
    captured_event uuid        not null
);

create index people_captured on {schema}.people (captured_at);
create index people_uncaptured on {schema}.people (lead_id) where captured_at is null;
