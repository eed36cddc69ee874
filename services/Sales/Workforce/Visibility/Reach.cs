namespace Funnel.Sales.Visibility;

/// <summary>The records that a role sees. Every role sees records without an owner.</summary>
public enum Reach
{
    /// <summary>The records of the caller.</summary>
    Own,

    /// <summary>Also the records of the members and managers of the teams that the caller manages, and of the teams below.</summary>
    Team,

    All,
}
