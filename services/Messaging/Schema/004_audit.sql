-- The audit log: actor, entity, old and new values of each change. Triggers refuse updates and deletes.
create table messaging.audit (
    id         uuid        primary key,
    at         timestamptz not null,
    actor      text        not null,
    actor_name text,
    action     text        not null,
    entity     text        not null,
    entity_id  text        not null,
    before     jsonb,
    after      jsonb
);

create index audit_of_an_entity on messaging.audit (entity_id, id);

create function messaging.refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever appended to';
end $$;

create trigger append_only before update or delete or truncate on messaging.audit
    for each statement execute function messaging.refuse_to_rewrite();
