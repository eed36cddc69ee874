namespace Funnel.Sales.Migrations;

/// <summary>What EF Core does not write by itself: the custom texts of accounts and contacts are searched as well.</summary>
internal static class PeoplesFieldsSql
{
    /// <summary>Both texts are made anew, with all custom texts; the view stands on them.</summary>
    public const string Up =
        """
        drop view searchable;
        alter table accounts drop search_text, drop search_words;
        alter table contacts drop search_text, drop search_words;
        alter table accounts
            add search_text text generated always as (lower(name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, '') || ' ' || texts_of(fields))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, '') || ' ' || texts_of(fields))) stored;
        alter table contacts
            add search_text text generated always as (lower(full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, '') || ' ' || texts_of(fields))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, '') || ' ' || texts_of(fields))) stored;
        """ + Searchable;

    public const string BeforeDown =
        """
        drop view searchable;
        alter table accounts drop search_text, drop search_words;
        alter table contacts drop search_text, drop search_words;
        """;

    public const string AfterDown =
        """
        alter table accounts
            add search_text text generated always as (lower(name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, ''))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', name || ' ' || coalesce(domain, '') || ' ' || coalesce(industry, ''))) stored;
        alter table contacts
            add search_text text generated always as (lower(full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, ''))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', full_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(job_title, ''))) stored;
        """ + Searchable;

    private const string Searchable =
        """

        create index ix_accounts_search_text on accounts using gin (search_text gin_trgm_ops);
        create index ix_accounts_search_words on accounts using gin (search_words);
        create index ix_contacts_search_text on contacts using gin (search_text gin_trgm_ops);
        create index ix_contacts_search_words on contacts using gin (search_words);
        create view searchable as
            select 'Account'::text as kind, id, name::text as title, search_text as text, search_words as words from accounts where merged_into_id is null
            union all select 'Contact', id, full_name, search_text, search_words from contacts where merged_into_id is null
            union all select 'Opportunity', id, name, search_text, search_words from opportunities
            union all select 'Activity', id, subject, search_text, search_words from activities;
        """;
}
