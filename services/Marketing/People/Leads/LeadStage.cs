namespace Funnel.Marketing.Leads;

/// <summary>Where a person stands. A stage never falls silently: going back is a recycle, which starts the next cycle.</summary>
public enum LeadStage
{
    /// <summary>Identified, and showed interest.</summary>
    Lead,

    /// <summary>Marketing qualified: handed over to Sales.</summary>
    Mql,

    /// <summary>Sales accepted: a person in Sales took the handoff.</summary>
    Sal,

    /// <summary>Sales qualified: there is an opportunity.</summary>
    Sql,

    /// <summary>An opportunity was won.</summary>
    Customer,

    /// <summary>Never a buyer: Sales found the lead not valid.</summary>
    Disqualified,
}
