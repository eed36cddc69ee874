using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Checklists;

/// <summary>An answer to an item for an opportunity. The latest answer counts. Rows are never changed or deleted.</summary>
/// <param name="By">The name of the person who answered, at that time.</param>
[IsRecord]
internal sealed record ChecklistAnswer(
    Guid Id, Guid OpportunityId, string Checklist, string Item, AnswerState State, string? Note, string? By, DateTimeOffset At)
{
    /// <returns>The latest answer of each opportunity, checklist and item.</returns>
    public static async Task<List<ChecklistAnswer>> Latest(SalesDb db, Guid[] opportunities, string[] checklists,
        CancellationToken cancellation)
    {
        var answers = await db.ChecklistAnswers.AsNoTracking()
            .Where(answer => opportunities.Contains(answer.OpportunityId) && checklists.Contains(answer.Checklist))
            .OrderBy(answer => answer.At).ThenBy(answer => answer.Id).ToListAsync(cancellation);
        return [.. answers.GroupBy(answer => (answer.OpportunityId, answer.Checklist, answer.Item)).Select(item => item.Last())];
    }
}
