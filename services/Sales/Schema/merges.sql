-- A row that names an account or a contact waits while that record is being merged away, and is then refused. The service
-- answers as it answers a lost race: it tries again, and finds the record that is left. So nothing stays linked to the loser.
create function refuse_merged_account() returns trigger language plpgsql as $$
begin
    if (select merged_into_id from accounts where id = new.account_id for key share) is not null then
        raise unique_violation using message = 'The account was merged away meanwhile.';
    end if;
    return new;
end $$;

create function refuse_merged_contact() returns trigger language plpgsql as $$
begin
    if (select merged_into_id from contacts where id = new.contact_id for key share) is not null then
        raise unique_violation using message = 'The contact was merged away meanwhile.';
    end if;
    return new;
end $$;

create trigger names_a_living_account before insert or update of account_id on account_contacts
    for each row when (new.account_id is not null) execute function refuse_merged_account();
create trigger names_a_living_account before insert or update of account_id on activity_records
    for each row when (new.account_id is not null) execute function refuse_merged_account();
create trigger names_a_living_account before insert or update of account_id on customers
    for each row when (new.account_id is not null) execute function refuse_merged_account();
create trigger names_a_living_account before insert or update of account_id on opportunities
    for each row when (new.account_id is not null) execute function refuse_merged_account();
create trigger names_a_living_account before insert or update of account_id on quotes
    for each row when (new.account_id is not null) execute function refuse_merged_account();
create trigger names_a_living_account before insert or update of account_id on tasks
    for each row when (new.account_id is not null) execute function refuse_merged_account();

create trigger names_a_living_contact before insert or update of contact_id on account_contacts
    for each row when (new.contact_id is not null) execute function refuse_merged_contact();
create trigger names_a_living_contact before insert or update of contact_id on activity_records
    for each row when (new.contact_id is not null) execute function refuse_merged_contact();
create trigger names_a_living_contact before insert or update of contact_id on opportunities
    for each row when (new.contact_id is not null) execute function refuse_merged_contact();
create trigger names_a_living_contact before insert or update of contact_id on surveys
    for each row when (new.contact_id is not null) execute function refuse_merged_contact();
create trigger names_a_living_contact before insert or update of contact_id on tasks
    for each row when (new.contact_id is not null) execute function refuse_merged_contact();
