using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>The opportunities, by their ids or by a filter, and the change of each.</summary>
/// <param name="Ids">At most 1,000. Opportunities that the caller does not see are left out.</param>
/// <param name="Filter">The filter of the list. It is refused if it finds more than 1,000 opportunities.</param>
public sealed record PreviewBulkEditRequest(
    BulkEditChange Change,
    [property: MinLength(1), MaxLength(BulkLimits.MaxItems)] IReadOnlyList<Guid>? Ids = null,
    OpportunityFilter? Filter = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Ids is null == Filter is null ? [new("Give either `ids` or `filter`.", [nameof(Ids)])] : [];
}

/// <summary>The change of each opportunity. A value that is left out stays as it is.</summary>
/// <param name="Stage">The code of an open stage of the opportunity's pipeline.</param>
/// <param name="Fields">Values of custom fields by their codes. Null deletes a value.</param>
public sealed record BulkEditChange(
    Guid? OwnerId = null,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    DateOnly? ExpectedCloseDate = null,
    ForecastCategory? ForecastCategory = null,
    [property: MaxLength(50)] IReadOnlyDictionary<string, JsonElement>? Fields = null);

/// <summary>The result for each opportunity if the edit is applied. Nothing has changed yet.</summary>
/// <param name="Token">The same caller applies the preview with this token within one hour.</param>
public sealed record BulkEditPreview(Guid Token, DateTimeOffset ExpiresAt, int WouldChange, int Unchanged, int Refused,
    IReadOnlyList<BulkEditPreviewRow> Rows);

/// <param name="Outcome"><c>done</c> if the opportunity would change.</param>
/// <param name="Changed">The fields that would change.</param>
/// <param name="Code">The stable code of the refusal.</param>
public sealed record BulkEditPreviewRow(Guid Id, string Name, BulkOutcome Outcome, IReadOnlyList<string> Changed, string? Code = null,
    string? Detail = null);

internal static class PreviewBulkEdit
{
    private static readonly Refusal TooMany = new("bulk-edit-too-large", 422, "A bulk edit accepts at most 1,000 opportunities.");
    private static readonly Refusal Empty =
        new("bulk-edit-empty", 422, "`change` contains no value, so the bulk edit would change nothing.");

    public static async Task<Results<Ok<BulkEditPreview>, ProblemHttpResult>> Handle(
        PreviewBulkEditRequest request, ClaimsPrincipal caller, SalesDb db, ReportingDays days, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (request.Change == new BulkEditChange())
        {
            return Empty.ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var chosen = new FoundOpportunities(db.Opportunities.Where(opportunity => request.Ids!.Contains(opportunity.Id)));
        if (request.Filter is { } filter
            && (await filter.Apply(db, db.Opportunities, days, cancellation)).IsRefused(out var refusal, out chosen))
        {
            return refusal.ToProblem();
        }

        var found = await chosen.Query.AsNoTracking().OrderByDescending(opportunity => opportunity.Id).Take(BulkLimits.MaxItems + 1)
            .ToListAsync(cancellation);
        if (found.Count > BulkLimits.MaxItems)
        {
            return TooMany.Because("The filter finds more opportunities. Add conditions.").ToProblem();
        }

        var edit = await OpportunityEdit.Load(db, request.Change, found, now, cancellation);
        var plans = found.Select(opportunity => (Opportunity: opportunity, Plan: edit.Plan(opportunity))).ToList();
        var rows = plans.Select(one => PlannedEdit.Row(one.Opportunity, one.Plan)).ToList();
        var preview = BulkEdit.Preview(Actor.Of(caller)!.Id, request.Change, rows, now);
        db.Add(preview);
        DeleteExpiredBulkEdit.Schedule(db, preview);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new BulkEditPreview(
            preview.Id, preview.ExpiresAt, Count(BulkOutcome.Done), Count(BulkOutcome.Unchanged), Count(BulkOutcome.Refused),
            [.. plans.Zip(rows, (one, row) => new BulkEditPreviewRow(
                row.Id, one.Opportunity.Name, row.Outcome, row.Changed, row.Code,
                one.Plan.Refusal is { } no ? no.Detail ?? no.Title : null))]));

        int Count(BulkOutcome outcome) => rows.Count(row => row.Outcome == outcome);
    }
}
