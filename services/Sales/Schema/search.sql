-- Each searched table keeps its text, which the service writes by the rule of Funnel.Values (SearchText), for trigrams, and the words
-- of that text. The view lays them side by side; the indexes of the tables answer a search of the view.
create extension if not exists pg_trgm;

alter table accounts add if not exists search_text text not null default '';
alter table contacts add if not exists search_text text not null default '';
alter table opportunities add if not exists search_text text not null default '';
alter table activities add if not exists search_text text not null default '';
alter table accounts alter search_text set default '';
alter table contacts alter search_text set default '';
alter table opportunities alter search_text set default '';
alter table activities alter search_text set default '';

alter table accounts add search_words tsvector generated always as (to_tsvector('simple', search_text)) stored;
alter table contacts add search_words tsvector generated always as (to_tsvector('simple', search_text)) stored;
alter table opportunities add search_words tsvector generated always as (to_tsvector('simple', search_text)) stored;
alter table activities add search_words tsvector generated always as (to_tsvector('simple', search_text)) stored;

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
