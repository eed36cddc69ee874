namespace Funnel.Sales.Migrations;

/// <summary>What the migration adds by hand: what guards merges, and what is searched.</summary>
internal static class WorkSql
{
    /// <summary>
    /// Whoever names an account or a contact that is being merged away waits for that, and is then told to look again: as
    /// where somebody else was faster. So nothing is left hanging on the loser.
    /// </summary>
    public const string GuardMerges =
        """
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
        do $$ declare named record; begin
            for named in select table_name, column_name, split_part(column_name, '_', 1) as what from information_schema.columns
                where table_schema = current_schema() and column_name in ('account_id', 'contact_id')
                    and table_name in (select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE') loop
                execute format('create trigger names_a_living_%1$s before insert or update of %2$I on %3$I for each row when (new.%2$I is not null) execute function refuse_merged_%1$s()',
                    named.what, named.column_name, named.table_name);
            end loop;
        end $$;
        """;

    /// <summary>Each table's own words and text, kept by the database; the view lays them side by side, and its rows are found by their indexes.</summary>
    public const string MakeSearchable =
        """
        create extension if not exists pg_trgm;
        alter table accounts
            add search_text text generated always as (lower(name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, ''))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, ''))) stored;
        alter table contacts
            add search_text text generated always as (lower(full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, ''))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, ''))) stored;
        alter table opportunities
            add search_text text generated always as (lower(name)) stored,
            add search_words tsvector generated always as (to_tsvector('simple', name)) stored;
        alter table activities
            add search_text text generated always as (lower(subject || ' ' || coalesce(body, ''))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', subject || ' ' || coalesce(body, ''))) stored;
        do $$ declare searched record; begin
            for searched in select unnest(array['accounts', 'contacts', 'opportunities', 'activities']) as table_name loop
                execute format('create index ix_%1$s_search_text on %1$I using gin (search_text gin_trgm_ops)', searched.table_name);
                execute format('create index ix_%1$s_search_words on %1$I using gin (search_words)', searched.table_name);
            end loop;
        end $$;
        create view searchable as
            select 'Account'::text as kind, id, name::text as title, search_text as text, search_words as words from accounts where merged_into_id is null
            union all select 'Contact', id, full_name, search_text, search_words from contacts where merged_into_id is null
            union all select 'Opportunity', id, name, search_text, search_words from opportunities
            union all select 'Activity', id, subject, search_text, search_words from activities;
        """;

    public const string Undo =
        """
        drop view searchable;
        alter table opportunities drop search_text, drop search_words;
        alter table contacts drop search_text, drop search_words;
        alter table accounts drop search_text, drop search_words;
        drop function refuse_merged_account() cascade;
        drop function refuse_merged_contact() cascade;
        """;
}
