namespace Funnel.Sales.Migrations;

/// <summary>What the migration carries over by hand.</summary>
internal static class PeopleSql
{
    /// <summary>Before a contact's one account goes.</summary>
    public const string KeepWhereContactsAre =
        "create temporary table contacts_at on commit drop as select id as contact_id, account_id, created_at as since from contacts";

    /// <summary>A contact is at any number of accounts. A link's id begins as its contact's does, with the time.</summary>
    public const string LinkContacts =
        """
        insert into account_contacts (id, account_id, contact_id, since)
        select overlay(gen_random_uuid()::text placing left(contact_id::text, 14) from 1)::uuid, account_id, contact_id, since from contacts_at;
        update contacts set phone_key = phone
        where id in (select distinct on (phone) id from contacts where phone ~ '^\+[1-9][0-9]{7,14}$' order by phone, id);
        """;
}
