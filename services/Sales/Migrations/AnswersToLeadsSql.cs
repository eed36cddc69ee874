namespace Funnel.Sales.Migrations;

/// <summary>What the migration carries over by hand.</summary>
internal static class AnswersToLeadsSql
{
    /// <summary>Who the leads of earlier handoffs are, as far as the database can read it: a phone number that is written as E.164 already.</summary>
    public const string TellWhoLeadsAre =
        """
        update handoffs set
            lead_email = case when length(trim(qualification->'context'->>'email')) between 1 and 254 then lower(trim(qualification->'context'->>'email')) end,
            lead_phone = case when qualification->'context'->>'phone' ~ '^\+[1-9][0-9]{7,14}$' then qualification->'context'->>'phone' end;
        """;
}
