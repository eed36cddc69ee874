using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Checklists;

/// <summary>Answers to items of a checklist. Items that are left out keep their answers.</summary>
public sealed record AnswerChecklistRequest(
    [property: Required, MinLength(1), MaxLength(Checklist.MostItems)] IReadOnlyList<ItemAnswer> Answers) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Answers.Any(answer => answer is null) ? [new("An answer is null.", [nameof(Answers)])]
        : Answers.DistinctBy(answer => answer.Item).Count() < Answers.Count ? [new("An item is answered twice.", [nameof(Answers)])]
        : [];
}

/// <param name="Item">The code of the item.</param>
public sealed record ItemAnswer(
    [property: Required, MaxLength(Checklist.CodeLength)] string Item, AnswerState State,
        [property: MaxLength(Checklist.NoteLength)] string? Note = null);

internal static class AnswerChecklist
{
    private static readonly Refusal NoSuchItem = new("checklist-item-not-found", 422, "The checklist does not have this item.");

    public static async Task<Results<Ok<ChecklistAnswersResponse>, ProblemHttpResult>> Handle(
        Guid id, string checklist, AnswerChecklistRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock,
        CancellationToken cancellation)
    {
        if ((await GetChecklistAnswers.Find(db, id, checklist, cancellation)).IsRefused(out var refusal, out var found))
        {
            return refusal.ToProblem();
        }

        if (request.Answers.FirstOrDefault(answer => found.Items.All(item => item.Code != answer.Item)) is { } unknown)
        {
            return NoSuchItem.Because($"`item` is '{unknown.Item}', which checklist '{found.Code}' does not have. "
                + $"Its items are: {string.Join(", ", found.Items.Select(item => item.Code))}.").ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var latest = (await ChecklistAnswer.Latest(db, [id], [checklist], cancellation)).ToDictionary(answer => answer.Item);
        db.AddRange(request.Answers
            .Where(answer => latest.GetValueOrDefault(answer.Item) is not { } known
                || (known.State, known.Note) != (answer.State, answer.Note))
            .Select(answer => new ChecklistAnswer(
                Guid.CreateVersion7(now), id, checklist, answer.Item, answer.State, answer.Note, Actor.Of(caller)?.Name, now)));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(await GetChecklistAnswers.Of(db, id, found, cancellation));
    }
}
