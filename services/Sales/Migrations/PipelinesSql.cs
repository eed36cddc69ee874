namespace Funnel.Sales.Migrations;

/// <summary>What EF Core does not write by itself: what the new columns hold for the opportunities that are there, and a history that cannot be rewritten.</summary>
internal static class PipelinesSql
{
    public const string Up =
        """
        update opportunities set
            forecast_category = (select stages.forecast_category from stages where stages.pipeline = opportunities.pipeline and stages.code = opportunities.stage),
            stage_entered_at = coalesce((select at from stage_history where opportunity_id = opportunities.id order by sequence desc limit 1), created_at);
        insert into close_date_history (opportunity_id, sequence, from_date, to_date, at) select id, 1, null, expected_close_date, created_at from opportunities;
        create trigger append_only before update or delete on close_date_history for each row execute function refuse_rewriting();
        """;
}
