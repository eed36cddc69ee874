namespace Funnel.Sales.Migrations;

/// <summary>What the migration does in SQL: whose turn it is is not forgotten.</summary>
internal static class RoutingSql
{
    /// <summary>Before the representatives' own turns are dropped.</summary>
    public const string KeepTurns =
        """
        insert into rota_shares (pool, representative_id, owed, last_turn, is_in, weight)
        select '00000000-0000-0000-0000-000000000000', id, 0, last_turn, is_active, 1 from representatives where last_turn > 0;
        """;

    /// <summary>Before the shares are dropped.</summary>
    public const string GiveTurnsBack =
        """
        update representatives set last_turn = share.last_turn from rota_shares share
        where share.representative_id = representatives.id and share.pool = '00000000-0000-0000-0000-000000000000';
        """;
}
