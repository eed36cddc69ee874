namespace Funnel.Sales.Visibility;

/// <summary>How far somebody sees. What nobody owns, everybody sees: it waits for somebody to take it.</summary>
public enum Reach
{
    /// <summary>What one owns.</summary>
    Own,

    /// <summary>Also what those own who are in the teams that one manages, or manage or are in one below them.</summary>
    Team,

    All,
}
