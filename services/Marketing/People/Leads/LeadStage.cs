namespace Funnel.Marketing.Leads;

/// <summary>The lifecycle stage of a person. A stage goes back only by a recycle, which starts the next cycle.</summary>
public enum LeadStage
{
    /// <summary>The person is identified and showed interest.</summary>
    Lead,

    /// <summary>Marketing qualified: the lead was handed over to Sales.</summary>
    Mql,

    /// <summary>Sales accepted: a person in Sales accepted the handoff.</summary>
    Sal,

    /// <summary>Sales qualified: the lead has an opportunity.</summary>
    Sql,

    /// <summary>Customer: an opportunity was won.</summary>
    Customer,

    /// <summary>Disqualified: Sales rejected the lead as not valid.</summary>
    Disqualified,
}
