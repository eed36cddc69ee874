using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>A mapping and its code.</summary>
/// <param name="SavedAt">
/// When the mapping was saved. Absent for the mappings of the product: `hubspot`, `pipedrive` and `salesforce`.
/// </param>
public sealed record ImportMappingResponse(string Code, DateTimeOffset? SavedAt, DealMapping Mapping);

internal static class SaveMapping
{
    /// <remarks>The mapping replaces the one with the same code. Running imports keep the mapping with which they began.</remarks>
    public static async Task<Results<Ok<ImportMappingResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(SavedMapping.CodePattern), MaxLength(SavedMapping.CodeLength)] string code, DealMapping mapping, SalesDb db,
        TimeProvider clock, CancellationToken cancellation)
    {
        if (ImportPlan.Check(mapping).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        var now = clock.GetUtcNow();
        var saved = await db.ImportMappings.FindAsync([code], cancellation);
        if (saved is null)
        {
            db.Add(saved = SavedMapping.Of(code, mapping, now));
        }
        else
        {
            saved.Become(mapping, now);
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(Shown(saved));
    }

    /// <remarks>The saved mappings, and those of the product that no saved mapping replaces.</remarks>
    public static async Task<Ok<List<ImportMappingResponse>>> List(SalesDb db, CancellationToken cancellation)
    {
        var saved = await db.ImportMappings.AsNoTracking().ToListAsync(cancellation);
        return TypedResults.Ok(saved.Select(Shown).Concat(BuiltInMappings.All.Where(one => saved.TrueForAll(same => same.Code != one.Key))
            .Select(one => new ImportMappingResponse(one.Key, null, one.Value))).OrderBy(one => one.Code, StringComparer.Ordinal).ToList());
    }

    public static async Task<Results<Ok<ImportMappingResponse>, ProblemHttpResult>> Show(
        string code, SalesDb db, CancellationToken cancellation) =>
        IsCode(code) && await db.ImportMappings.FindAsync([code], cancellation) is { } saved ? TypedResults.Ok(Shown(saved))
        : BuiltInMappings.All.TryGetValue(code, out var mapping) ? TypedResults.Ok(new ImportMappingResponse(code, null, mapping))
        : ImportRefusals.MappingNotFound.ToProblem();

    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(string code, SalesDb db, CancellationToken cancellation)
    {
        if (!IsCode(code) || await db.ImportMappings.FindAsync([code], cancellation) is not { } saved)
        {
            return ImportRefusals.MappingNotFound.ToProblem();
        }

        db.Remove(saved);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>The saved mapping of this code, else that of the product.</summary>
    internal static async Task<Result<DealMapping>> Find(SalesDb db, string code, CancellationToken cancellation)
    {
        if (IsCode(code)
            && await db.ImportMappings.AsNoTracking().SingleOrDefaultAsync(one => one.Code == code, cancellation) is { } saved)
        {
            return saved.Mapping;
        }

        var known = await db.ImportMappings.Select(one => one.Code).ToListAsync(cancellation);
        return BuiltInMappings.All.TryGetValue(code, out var mapping) ? mapping
            : ImportRefusals.MappingUnknown.Because($"`mapping` is '{(code.Length <= 60 ? code : $"{code[..60]}…")}'. The mappings are: "
                + $"{string.Join(", ", known.Union(BuiltInMappings.All.Keys).Order(StringComparer.Ordinal))}.");
    }

    private static bool IsCode(string text) => text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static ImportMappingResponse Shown(SavedMapping saved) => new(saved.Code, saved.SavedAt, saved.Mapping);
}
