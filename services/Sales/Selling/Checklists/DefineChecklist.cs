using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Checklists;

/// <summary>The new definition of a checklist. It replaces the current one.</summary>
/// <param name="Items">The items in their order, at most 50.</param>
public sealed record DefineChecklistRequest(
    [property: Required, MaxLength(Checklist.NameLength)] string Name,
    [property: Required, MinLength(1), MaxLength(Checklist.MostItems)] IReadOnlyList<ChecklistItem> Items) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Items.Any(item => item is null) ? [new("An item is null.", [nameof(Items)])]
        : Items.DistinctBy(item => item.Code).Count() < Items.Count ? [new("`items` lists an item twice.", [nameof(Items)])]
        : [];
}

/// <param name="Code">Entry requirements and answers name the checklist by this code.</param>
public sealed record ChecklistResponse(string Code, string Name, IReadOnlyList<ChecklistItem> Items)
{
    internal static ChecklistResponse Of(Checklist checklist) => new(checklist.Code, checklist.Name, checklist.Items);
}

internal static class DefineChecklist
{
    public static readonly Refusal NotFound = new("checklist-not-found", 404, "The checklist does not exist.");

    public static async Task<Results<Ok<ChecklistResponse>, Created<ChecklistResponse>>> Handle(
        [RegularExpression(Checklist.CodePattern), MaxLength(Checklist.CodeLength)] string code,
        DefineChecklistRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await Find(db, code, cancellation);
        known?.Redefine(request.Name, request.Items);
        var checklist = known ?? Checklist.Define(code, request.Name, request.Items);
        if (known is null)
        {
            db.Add(checklist);
        }

        await db.SaveChangesAsync(cancellation);
        var response = ChecklistResponse.Of(checklist);
        return known is null ? TypedResults.Created($"/api/sales/v1/checklists/{code}", response) : TypedResults.Ok(response);
    }

    public static ValueTask<Checklist?> Find(SalesDb db, string code, CancellationToken cancellation) =>
        db.Checklists.FindAsync([code], cancellation);
}
