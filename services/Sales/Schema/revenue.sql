-- The amounts of a contract as spans of days. Of several entries on one day the last one counts. An entry holds until the day of
-- the next one. Nothing holds from the day on which the contract stopped.
create view revenue_spans as
select contract.customer_id, contract.id as contract_id, contract.currency, entry."on" as "from",
    least(entry.next, contract.stopped_on, date '9999-12-31') as until, entry.amount
from contracts contract
join (
    select contract_id, "on", amount, lead("on") over (partition by contract_id order by "on") as next
    from (select distinct on (contract_id, "on") contract_id, "on", amount from contract_amounts order by contract_id, "on", sequence desc) as last
) entry on entry.contract_id = contract.id
where contract.stopped_on is null or entry."on" < contract.stopped_on;
