using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Checklists;

/// <summary>Somebody answered an item for an opportunity; the latest answer stands. Never changed, never deleted.</summary>
/// <param name="By">Who, as they were called then.</param>
[IsRecord]
internal sealed record ChecklistAnswer(
    Guid Id, Guid OpportunityId, string Checklist, string Item, AnswerState State, string? Note, string? By, DateTimeOffset At)
{
    /// <returns>The answers that stand: of each opportunity, checklist and item the latest.</returns>
    public static async Task<List<ChecklistAnswer>> Standing(SalesDb db, Guid[] opportunities, string[] checklists, CancellationToken cancellation)
    {
        var answers = await db.ChecklistAnswers.AsNoTracking().Where(answer => opportunities.Contains(answer.OpportunityId) && checklists.Contains(answer.Checklist))
            .OrderBy(answer => answer.At).ThenBy(answer => answer.Id).ToListAsync(cancellation);
        return [.. answers.GroupBy(answer => (answer.OpportunityId, answer.Checklist, answer.Item)).Select(item => item.Last())];
    }
}
