using System.ComponentModel.DataAnnotations;
using Funnel.Sales.CustomFields;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Takes a custom field out of use. It belongs to this group, because a field that a stage requires cannot be retired.</summary>
internal static class RetireCustomField
{
    private static readonly Refusal Required = new("custom-field-asked-for", 409, "A stage requires the custom field.");

    public static async Task<Results<Ok<CustomFieldResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(CustomField.RecordPattern)] string record,
        [RegularExpression(CustomField.CodePattern), MaxLength(CustomField.CodeLength)] string code,
        SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await DefineCustomField.Find(db, record, code, cancellation) is not { } field)
        {
            return DefineCustomField.NotFound.ToProblem();
        }

        if (field.Record == RecordKind.Opportunity && await FindStageThatRequires(code, db, cancellation) is { } stage)
        {
            return Required.Because($"Stage '{stage.Code}' of pipeline '{stage.Pipeline}' requires '{code}'. Remove the requirement first.")
                .ToProblem();
        }

        field.Retire(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(CustomFieldResponse.Of(field));
    }

    private static async Task<Stage?> FindStageThatRequires(string code, SalesDb db, CancellationToken cancellation)
    {
        // Requirements are JSON, and pipelines are few.
        var pipelines = await db.Pipelines.AsNoTracking().ToListAsync(cancellation);
        return pipelines.SelectMany(pipeline => pipeline.Stages)
            .FirstOrDefault(stage => stage.RetiredAt is null && stage.Requirements.Contains(EntryRequirements.Field + code));
    }
}
