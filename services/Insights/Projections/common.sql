-- The tables that every projection has beside its own: its version, the last event of each source by recording time, and how far
-- the projection is behind each source.
create schema {schema};

create table {schema}.version (version integer primary key);

create table {schema}.progress (
    source      text        primary key,
    event_id    uuid        not null,
    time        timestamptz not null,
    recorded_at timestamptz not null,
    applied_at  timestamptz not null
);

-- How far the projection is behind each service that it hears: one row per service from the start. FreshnessWatch writes it.
create table {schema}.freshness (
    service    text        primary key,
    cursor     text        not null default '0-0', -- in the journal: each earlier event is in the facts table or in missing
    answers    boolean     not null default false, -- whether the service answered when it was asked last
    checked_at timestamptz, -- by the clock of this database
    read_at    timestamptz, -- when the service read its journal, by its clock
    behind_by  bigint,
    age        numeric      -- seconds from recording the oldest event that is not applied to read_at; null if none is missing
);

-- The events of the journals, before the cursor, that the projection hears and has not applied yet.
create table {schema}.missing (
    event_id    uuid        primary key,
    service     text        not null,
    recorded_at timestamptz not null
);
