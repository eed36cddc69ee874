-- updated_at is the time of the last change of a row. The lists read it for `updatedSince`.
create function set_updated_at() returns trigger language plpgsql as $$
begin
    new.updated_at := clock_timestamp();
    return new;
end $$;

create trigger set_updated_at before insert or update on accounts for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on contacts for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on opportunities for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on handoffs for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on activities for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on tasks for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on quotes for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on customers for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on products for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on referrals for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on reviews for each row execute function set_updated_at();
create trigger set_updated_at before insert or update on surveys for each row execute function set_updated_at();
