-- The audit log accepts new rows only. The database refuses every other change.
create function refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever appended to';
end $$;

create trigger append_only before update or delete or truncate on audit
    for each statement execute function refuse_to_rewrite();
