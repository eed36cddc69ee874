namespace Funnel.Sales.Migrations;

/// <summary>What EF Core does not write by itself: answers that cannot be rewritten, and custom texts that are searched.</summary>
internal static class DealsSql
{
    /// <summary>An opportunity's text is made anew, of its name and all its custom texts; the view stands on it.</summary>
    public const string Up =
        """
        create trigger append_only before update or delete on checklist_answers for each row execute function refuse_rewriting();
        create function texts_of(fields jsonb) returns text language sql immutable parallel safe as
            $$ select coalesce(string_agg(value #>> '{}', ' ' order by key), '') from jsonb_each(fields) where jsonb_typeof(value) = 'string' $$;
        drop view searchable;
        alter table opportunities drop search_text, drop search_words;
        alter table opportunities
            add search_text text generated always as (lower(name || ' ' || texts_of(fields))) stored,
            add search_words tsvector generated always as (to_tsvector('simple', name || ' ' || texts_of(fields))) stored;
        """ + Searchable;

    public const string BeforeDown = "drop view searchable; alter table opportunities drop search_words";

    public const string AfterDown =
        """
        drop function texts_of;
        alter table opportunities
            add search_text text generated always as (lower(name)) stored,
            add search_words tsvector generated always as (to_tsvector('simple', name)) stored;
        """ + Searchable;

    private const string Searchable =
        """

        create index ix_opportunities_search_text on opportunities using gin (search_text gin_trgm_ops);
        create index ix_opportunities_search_words on opportunities using gin (search_words);
        create view searchable as
            select 'Account'::text as kind, id, name::text as title, search_text as text, search_words as words from accounts where merged_into_id is null
            union all select 'Contact', id, full_name, search_text, search_words from contacts where merged_into_id is null
            union all select 'Opportunity', id, name, search_text, search_words from opportunities
            union all select 'Activity', id, subject, search_text, search_words from activities;
        """;
}
