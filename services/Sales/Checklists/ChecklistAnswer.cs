using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Checklists;

/// <summary>Somebody answered an item for an opportunity; the latest answer stands. Never changed, never deleted.</summary>
/// <param name="By">Who, as they were called then.</param>
[IsRecord]
internal sealed record ChecklistAnswer(
    Guid Id, Guid OpportunityId, string Checklist, string Item, AnswerState State, string? Note, string? By, DateTimeOffset At)
{
    /// <returns>The answers that stand, of one opportunity and checklist, by item.</returns>
    public static async Task<Dictionary<string, ChecklistAnswer>> Standing(SalesDb db, Guid opportunity, string checklist, CancellationToken cancellation)
    {
        var answers = await db.ChecklistAnswers.AsNoTracking().Where(answer => answer.OpportunityId == opportunity && answer.Checklist == checklist)
            .OrderBy(answer => answer.At).ThenBy(answer => answer.Id).ToListAsync(cancellation);
        return answers.GroupBy(answer => answer.Item).ToDictionary(item => item.Key, item => item.Last());
    }
}
