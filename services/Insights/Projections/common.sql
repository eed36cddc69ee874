-- The tables that every projection has beside its own: its version, and the last event of each source by recording time.
create schema {schema};

create table {schema}.version (version integer primary key);

create table {schema}.progress (
    source      text        primary key,
    event_id    uuid        not null,
    time        timestamptz not null,
    recorded_at timestamptz not null,
    applied_at  timestamptz not null
);
