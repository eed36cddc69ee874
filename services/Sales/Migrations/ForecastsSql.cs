namespace Funnel.Sales.Migrations;

/// <summary>What EF Core does not write: judgements are a record.</summary>
internal static class ForecastsSql
{
    public const string AppendOnly = "create trigger append_only before update or delete on forecast_judgements for each row execute function refuse_rewriting()";
}
