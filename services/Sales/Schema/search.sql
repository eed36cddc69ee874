-- Each searched table keeps its text (lower case, for trigrams) and its words. The view lays them side by side; the indexes of the
-- tables answer a search of the view.
create extension if not exists pg_trgm;

-- The values of all custom fields that are texts.
create function texts_of(fields jsonb) returns text language sql immutable parallel safe as
    $$ select coalesce(string_agg(value #>> '{}', ' ' order by key), '') from jsonb_each(fields) where jsonb_typeof(value) = 'string' $$;

alter table accounts
    add search_text text generated always as
        (lower(name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, '') || ' ' || texts_of(fields))) stored,
    add search_words tsvector generated always as
        (to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, '') || ' ' || texts_of(fields))) stored;

alter table contacts
    add search_text text generated always as
        (lower(full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, '') || ' ' || texts_of(fields))) stored,
    add search_words tsvector generated always as
        (to_tsvector('simple', full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, '') || ' ' || texts_of(fields))) stored;

alter table opportunities
    add search_text text generated always as (lower(name || ' ' || texts_of(fields))) stored,
    add search_words tsvector generated always as (to_tsvector('simple', name || ' ' || texts_of(fields))) stored;

alter table activities
    add search_text text generated always as (lower(subject || ' ' || coalesce(body, ''))) stored,
    add search_words tsvector generated always as (to_tsvector('simple', subject || ' ' || coalesce(body, ''))) stored;

create index ix_accounts_search_text on accounts using gin (search_text gin_trgm_ops);
create index ix_accounts_search_words on accounts using gin (search_words);
create index ix_contacts_search_text on contacts using gin (search_text gin_trgm_ops);
create index ix_contacts_search_words on contacts using gin (search_words);
create index ix_opportunities_search_text on opportunities using gin (search_text gin_trgm_ops);
create index ix_opportunities_search_words on opportunities using gin (search_words);
create index ix_activities_search_text on activities using gin (search_text gin_trgm_ops);
create index ix_activities_search_words on activities using gin (search_words);

create view searchable as
    select 'Account'::text as kind, id, name::text as title, search_text as text, search_words as words from accounts where merged_into_id is null
    union all select 'Contact', id, full_name, search_text, search_words from contacts where merged_into_id is null
    union all select 'Opportunity', id, name, search_text, search_words from opportunities
    union all select 'Activity', id, subject, search_text, search_words from activities;
