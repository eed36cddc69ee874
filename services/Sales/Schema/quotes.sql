-- A quote version changes only while it is a draft. A sent version takes its answer and nothing else.
create function guard_quote_version() returns trigger language plpgsql as $$
declare
    answer constant text[] := array['state', 'decided_at', 'decided_by', 'decision_note'];
begin
    if old.state = 'Draft' and (tg_op = 'DELETE' or new.state in ('Draft', 'Sent')) then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if old.state = 'Sent' and tg_op = 'UPDATE' and new.state in ('Superseded', 'Accepted', 'Declined')
        and to_jsonb(new) - answer = to_jsonb(old) - answer then
        return new;
    end if;
    raise exception 'version % of quote % is % and does not change', old.number, old.quote_id, lower(old.state) using errcode = 'restrict_violation';
end $$;

create trigger immutable before update or delete on quote_versions for each row execute function guard_quote_version();

create function guard_quote_line() returns trigger language plpgsql as $$
declare
    found_state text;
begin
    for found_state in
        select state from quote_versions
        where (tg_op <> 'INSERT' and quote_id = old.quote_id and number = old.version) or (tg_op <> 'DELETE' and quote_id = new.quote_id and number = new.version)
        for no key update
    loop
        if found_state <> 'Draft' then
            raise exception 'a line of a version that is % does not change', lower(found_state) using errcode = 'restrict_violation';
        end if;
    end loop;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger immutable before insert or update or delete on quote_lines for each row execute function guard_quote_line();
