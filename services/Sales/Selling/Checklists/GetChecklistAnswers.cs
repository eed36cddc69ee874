using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Checklists;

/// <summary>The answers of a checklist for one opportunity.</summary>
/// <param name="IsComplete">Whether every item is met.</param>
/// <param name="History">All answers, newest first.</param>
public sealed record ChecklistAnswersResponse(
    Guid OpportunityId, string Checklist, bool IsComplete, IReadOnlyList<AnsweredItem> Items, IReadOnlyList<AnsweredItem> History);

/// <param name="By">The name of the person who answered. Absent if the item is not answered.</param>
public sealed record AnsweredItem(string Item, AnswerState State, string? Note, string? By, DateTimeOffset? At);

internal static class GetChecklistAnswers
{
    public static async Task<Results<Ok<ChecklistAnswersResponse>, ProblemHttpResult>> Handle(
        Guid id, string checklist, SalesDb db, CancellationToken cancellation) =>
        (await Find(db, id, checklist, cancellation)).IsRefused(out var refusal, out var found)
            ? refusal.ToProblem()
            : TypedResults.Ok(await Of(db, id, found, cancellation));

    /// <summary>Finds the checklist, if the caller sees the opportunity.</summary>
    public static async Task<Result<Checklist>> Find(SalesDb db, Guid opportunityId, string code, CancellationToken cancellation)
    {
        if (!await db.Opportunities.AnyAsync(opportunity => opportunity.Id == opportunityId, cancellation))
        {
            return PipelineRefusals.NotFound;
        }

        return await DefineChecklist.Find(db, code, cancellation) is { } checklist ? checklist : DefineChecklist.NotFound;
    }

    public static async Task<ChecklistAnswersResponse> Of(SalesDb db, Guid opportunityId, Checklist checklist,
        CancellationToken cancellation)
    {
        var answers = await db.ChecklistAnswers.AsNoTracking()
            .Where(answer => answer.OpportunityId == opportunityId && answer.Checklist == checklist.Code)
            .OrderByDescending(answer => answer.At).ThenByDescending(answer => answer.Id)
            .Select(answer => new AnsweredItem(answer.Item, answer.State, answer.Note, answer.By, answer.At)).ToListAsync(cancellation);
        List<AnsweredItem> items = [.. checklist.Items.Select(item =>
            answers.Find(answer => answer.Item == item.Code) ?? new(item.Code, AnswerState.Unknown, null, null, null))];
        return new(opportunityId, checklist.Code, items.TrueForAll(item => item.State == AnswerState.Met), items, answers);
    }
}
