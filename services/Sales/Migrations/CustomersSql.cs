namespace Funnel.Sales.Migrations;

/// <summary>What the migration does in SQL.</summary>
internal static class CustomersSql
{
    /// <summary>
    /// Amounts become spans of days: of several entries of a day the last one counts, an entry stands until the next one's
    /// day, and nothing stands from the day on which the contract stopped.
    /// </summary>
    public const string Up =
        """
        create view revenue_spans as
        select contract.customer_id, contract.id as contract_id, contract.currency, entry."on" as "from",
            least(entry.next, contract.stopped_on, date '9999-12-31') as until, entry.amount
        from contracts contract
        join (
            select contract_id, "on", amount, lead("on") over (partition by contract_id order by "on") as next
            from (select distinct on (contract_id, "on") contract_id, "on", amount from contract_amounts order by contract_id, "on", sequence desc) as last
        ) entry on entry.contract_id = contract.id
        where contract.stopped_on is null or entry."on" < contract.stopped_on;

        create trigger append_only before update or delete on contract_amounts for each row execute function refuse_rewriting();
        """;

    /// <summary>Whoever was won before there were customers is one: ids of version 7 by the time of the first win.</summary>
    public const string Backfill =
        """
        insert into customers (id, account_id, owner_id, since, first_opportunity_id, lead_id, revision, sequence)
        select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
                placing substring(int8send(floor(extract(epoch from won.closed_at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid,
            won.account_id, won.owner_id, won.closed_at, won.id, won.lead_id, 0, 0
        from (select distinct on (account_id) * from opportunities where status = 'Won' order by account_id, closed_at, id) as won
        where not exists (select from customers known where known.account_id = won.account_id);
        """;

    public const string Down = "drop view revenue_spans;";
}
