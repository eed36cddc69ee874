using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Checklists;

/// <summary>Answers to items of a checklist; those that are not named stay as they are.</summary>
public sealed record AnswerChecklistRequest(
    [property: Required, MinLength(1), MaxLength(Checklist.MostItems)] IReadOnlyList<ItemAnswer> Answers) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Answers.Any(answer => answer is null) ? [new("An answer is null.", [nameof(Answers)])]
        : Answers.DistinctBy(answer => answer.Item).Count() < Answers.Count ? [new("An item is answered twice.", [nameof(Answers)])]
        : [];
}

/// <param name="Item">The item's code.</param>
public sealed record ItemAnswer(
    [property: Required, MaxLength(Checklist.CodeLength)] string Item, AnswerState State, [property: MaxLength(Checklist.NoteLength)] string? Note = null);

/// <summary>A checklist as it stands for one opportunity.</summary>
/// <param name="IsComplete">Each of its items is met.</param>
/// <param name="History">Every answer ever given, newest first.</param>
public sealed record ChecklistAnswersResponse(
    Guid OpportunityId, string Checklist, bool IsComplete, IReadOnlyList<AnsweredItem> Items, IReadOnlyList<AnsweredItem> History);

/// <param name="By">Who answered; absent where nobody did yet.</param>
public sealed record AnsweredItem(string Item, AnswerState State, string? Note, string? By, DateTimeOffset? At);

internal static class AnswerChecklist
{
    private static readonly Refusal NoSuchItem = new("checklist-item-not-found", 422, "The checklist has no such item.");

    public static async Task<Results<Ok<ChecklistAnswersResponse>, ProblemHttpResult>> Handle(
        Guid id, string checklist, AnswerChecklistRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await Find(db, id, checklist, cancellation) is not { } found)
        {
            return NotFound(await db.Opportunities.AnyAsync(opportunity => opportunity.Id == id, cancellation));
        }

        if (request.Answers.FirstOrDefault(answer => found.Items.All(item => item.Code != answer.Item)) is { } unknown)
        {
            return NoSuchItem.Because($"'{unknown.Item}' is none of {string.Join(", ", found.Items.Select(item => item.Code))}.").ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var standing = (await ChecklistAnswer.Standing(db, [id], [checklist], cancellation)).ToDictionary(answer => answer.Item);
        db.AddRange(request.Answers
            .Where(answer => standing.GetValueOrDefault(answer.Item) is not { } known || (known.State, known.Note) != (answer.State, answer.Note))
            .Select(answer => new ChecklistAnswer(Guid.CreateVersion7(now), id, checklist, answer.Item, answer.State, answer.Note, Actor.Of(caller)?.Name, now)));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(await Show(db, id, found, cancellation));
    }

    public static async Task<Results<Ok<ChecklistAnswersResponse>, ProblemHttpResult>> Show(
        Guid id, string checklist, SalesDb db, CancellationToken cancellation) =>
        await Find(db, id, checklist, cancellation) is { } found
            ? TypedResults.Ok(await Show(db, id, found, cancellation))
            : NotFound(await db.Opportunities.AnyAsync(opportunity => opportunity.Id == id, cancellation));

    /// <summary>Only by way of the opportunity: whoever does not see it has no checklists of it.</summary>
    private static async Task<Checklist?> Find(SalesDb db, Guid id, string code, CancellationToken cancellation) =>
        await db.Opportunities.AnyAsync(opportunity => opportunity.Id == id, cancellation) ? await DefineChecklist.Find(db, code, cancellation) : null;

    private static ProblemHttpResult NotFound(bool opportunityIsThere) => (opportunityIsThere ? DefineChecklist.NotFound : PipelineRefusals.NotFound).ToProblem();

    private static async Task<ChecklistAnswersResponse> Show(SalesDb db, Guid id, Checklist checklist, CancellationToken cancellation)
    {
        var answers = await db.ChecklistAnswers.AsNoTracking().Where(answer => answer.OpportunityId == id && answer.Checklist == checklist.Code)
            .OrderByDescending(answer => answer.At).ThenByDescending(answer => answer.Id)
            .Select(answer => new AnsweredItem(answer.Item, answer.State, answer.Note, answer.By, answer.At)).ToListAsync(cancellation);
        List<AnsweredItem> items = [.. checklist.Items.Select(item =>
            answers.Find(answer => answer.Item == item.Code) ?? new(item.Code, AnswerState.Unknown, null, null, null))];
        return new(id, checklist.Code, items.TrueForAll(item => item.State == AnswerState.Met), items, answers);
    }
}
