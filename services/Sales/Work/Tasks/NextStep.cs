using Funnel.Sales.Visibility;

namespace Funnel.Sales.Tasks;

/// <summary>An opportunity's next step: of its open tasks the one that is due first.</summary>
internal static class NextStep
{
    /// <summary>None or one. Whoever is to do it, and whoever asks: a step that a colleague takes is a step.</summary>
    public static IQueryable<SalesTask> Of(SalesDb db, Guid opportunityId) => db.Tasks.IgnoringOwnership()
        .Where(task => task.OpportunityId == opportunityId && task.State == TaskState.Open)
        .OrderBy(task => task.DueAt).ThenBy(task => task.Id).Take(1);
}
