using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Checklists;

/// <summary>A checklist as it is from now on.</summary>
/// <param name="Items">In their order, 50 at the most.</param>
public sealed record DefineChecklistRequest(
    [property: Required, MaxLength(Checklist.NameLength)] string Name,
    [property: Required, MinLength(1), MaxLength(Checklist.MostItems)] IReadOnlyList<ChecklistItem> Items) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Items.Any(item => item is null) ? [new("An item is null.", [nameof(Items)])]
        : Items.DistinctBy(item => item.Code).Count() < Items.Count ? [new("An item stands there twice.", [nameof(Items)])]
        : [];
}

/// <param name="Code">What stages' requirements and answers carry.</param>
public sealed record ChecklistResponse(string Code, string Name, IReadOnlyList<ChecklistItem> Items)
{
    internal static ChecklistResponse Of(Checklist checklist) => new(checklist.Code, checklist.Name, checklist.Items);
}

internal static class DefineChecklist
{
    public static readonly Refusal NotFound = new("checklist-not-found", 404, "There is no such checklist.");

    public static async Task<Results<Ok<ChecklistResponse>, Created<ChecklistResponse>>> Handle(
        [RegularExpression(Checklist.CodePattern), MaxLength(Checklist.CodeLength)] string code,
        DefineChecklistRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await Find(db, code, cancellation);
        known?.Become(request.Name, request.Items);
        var checklist = known ?? Checklist.Define(code, request.Name, request.Items);
        if (known is null)
        {
            db.Add(checklist);
        }

        await db.SaveChangesAsync(cancellation);
        return known is null ? TypedResults.Created($"/api/sales/v1/checklists/{code}", ChecklistResponse.Of(checklist)) : TypedResults.Ok(ChecklistResponse.Of(checklist));
    }

    public static ValueTask<Checklist?> Find(SalesDb db, string code, CancellationToken cancellation) => db.Checklists.FindAsync([code], cancellation);
}
