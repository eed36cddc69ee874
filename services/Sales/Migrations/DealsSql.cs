namespace Funnel.Sales.Migrations;

/// <summary>What EF Core does not write by itself: answers that cannot be rewritten, and an index for a part of a name.</summary>
internal static class DealsSql
{
    public const string Up =
        """
        create trigger append_only before update or delete on checklist_answers for each row execute function refuse_rewriting();
        create extension if not exists pg_trgm;
        create index ix_opportunities_name_trgm on opportunities using gin (name gin_trgm_ops);
        """;
}
