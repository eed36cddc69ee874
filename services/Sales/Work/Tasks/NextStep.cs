using Funnel.Sales.Visibility;

namespace Funnel.Sales.Tasks;

/// <summary>The next step of an opportunity: the open task that is due first.</summary>
internal static class NextStep
{
    /// <summary>Returns no task or one. The assignee and the caller do not matter: a task of a colleague is a next step too.</summary>
    public static IQueryable<SalesTask> Of(SalesDb db, Guid opportunityId) => db.Tasks.IgnoringOwnership()
        .Where(task => task.OpportunityId == opportunityId && task.State == TaskState.Open)
        .OrderBy(task => task.DueAt).ThenBy(task => task.Id).Take(1);
}
