-- The audit log of a database. Its owner is a role of its own, if there is one: then the service can add lines, but it cannot
-- change or remove them, nor the triggers, the seals and the functions. Where the service owns everything, the triggers and the
-- seals are the only protection.
create schema audit;

-- One line for each change and each security event. The database fills in the last three columns.
create table audit.lines (
    id          uuid        primary key,
    at          timestamptz not null,
    actor       text        not null,
    actor_name  text,
    action      text        not null,
    entity      text        not null,
    entity_id   text        not null,
    before      jsonb,
    after       jsonb,
    -- Makes the hash of the values useless for guessing them.
    salt        uuid        default gen_random_uuid(),
    -- The hash of the values that were blanked.
    erased_hash bytea,
    -- Orders the lines by transaction, so that no line that commits late is missed.
    xid         xid8        not null default pg_current_xact_id()
);

create index lines_of_an_entity on audit.lines (entity_id, id);
create index lines_in_order on audit.lines (xid, id);

-- Each seal covers the lines after those of the seal before it. The last line that it covers is (xid, id).
create table audit.seals (
    number    bigint      primary key,
    sealed_at timestamptz not null,
    xid       xid8        not null,
    id        uuid        not null,
    -- The id (16 bytes) and the hash (32 bytes) of each line, in order. So a difference can be traced to its line.
    lines     bytea       not null,
    hash      bytea       not null
);

-- Hashes do not compress.
alter table audit.seals alter column lines set storage external;

-- The personal values have a hash of their own, which stays when they are blanked. A JSON array keeps the fields apart.
create function audit.values_hash(line audit.lines) returns bytea language sql stable parallel safe as $$
    select sha256(convert_to(jsonb_build_array(line.salt, line.actor_name, line.before, line.after)::text, 'UTF8'))
$$;

create function audit.line_hash(line audit.lines) returns bytea language sql stable parallel safe as $$
    select sha256(convert_to(jsonb_build_array(line.id, extract(epoch from line.at), line.actor, line.action, line.entity,
        line.entity_id, line.xid::text)::text, 'UTF8') || coalesce(line.erased_hash, audit.values_hash(line)))
$$;

create function audit.seal_hash(previous bytea, seal audit.seals) returns bytea language sql stable parallel safe as $$
    select sha256(previous || convert_to(jsonb_build_array(seal.number, extract(epoch from seal.sealed_at), seal.xid::text,
        seal.id)::text, 'UTF8') || seal.lines)
$$;

-- Seals the next lines, and returns their number. It leaves out the lines of transactions that may still be running, and the later
-- ones: a line with a lower xid may still commit.
create function audit.seal(most integer default 10000) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    last audit.seals;
    seal audit.seals;
begin
    -- One session seals at a time. The number is "SEAL".
    if not pg_try_advisory_xact_lock(1397047628) then
        return 0;
    end if;

    select * into last from audit.seals order by number desc limit 1;
    with next as materialized (
        select line.xid, line.id, uuid_send(line.id) || audit.line_hash(line) as entry from audit.lines line
        where (line.xid, line.id) > (coalesce(last.xid, '0'), coalesce(last.id, '00000000-0000-0000-0000-000000000000'))
            and line.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by line.xid, line.id limit most)
    select newest.xid, newest.id, (select string_agg(entry, '' order by xid, id) from next) into seal.xid, seal.id, seal.lines
    from (select xid, id from next order by xid desc, id desc limit 1) newest;
    if seal.lines is null then
        return 0;
    end if;

    seal.number := coalesce(last.number, 0) + 1;
    seal.sealed_at := clock_timestamp();
    seal.hash := audit.seal_hash(coalesce(last.hash, ''), seal);
    insert into audit.seals select seal.*;
    return length(seal.lines) / 48;
end $$;

-- Blanks the personal values in the lines of an entity, for an erasure. A line says that it was done. Returns the number of lines.
create function audit.blank(of_entity text, of_id text, by_actor text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    blanked integer;
begin
    update audit.lines line set erased_hash = audit.values_hash(line), salt = null, actor_name = null, before = null, after = null
    where line.entity = of_entity and line.entity_id = of_id and line.erased_hash is null and line.action <> 'blanked';
    get diagnostics blanked = row_count;
    if blanked > 0 then
        insert into audit.lines (id, at, actor, action, entity, entity_id, after) values (
            -- A UUID of version 7: milliseconds, version, random bits.
            encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
                52, 1), 53, 1), 'hex')::uuid,
            clock_timestamp(), by_actor, 'blanked', of_entity, of_id, jsonb_build_object('lines', blanked));
    end if;
    return blanked;
end $$;

create function audit.refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever appended to';
end $$;

-- The only change of a line that is allowed is to blank it.
create function audit.allow_to_blank() returns trigger language plpgsql as $$
declare
    blanked audit.lines := old;
begin
    blanked.erased_hash := audit.values_hash(old);
    blanked.salt := null;
    blanked.actor_name := null;
    blanked.before := null;
    blanked.after := null;
    if old.erased_hash is not null or new is distinct from blanked then
        raise exception 'the audit log is only ever appended to';
    end if;
    return new;
end $$;

create trigger append_only before delete or truncate on audit.lines for each statement execute function audit.refuse_to_rewrite();
create trigger only_blanked before update on audit.lines for each row execute function audit.allow_to_blank();
create trigger append_only before update or delete or truncate on audit.seals
    for each statement execute function audit.refuse_to_rewrite();
