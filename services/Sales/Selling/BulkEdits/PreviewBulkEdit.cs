using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>Which opportunities, by their ids or by a filter, and what is to become of each.</summary>
/// <param name="Ids">1,000 at the most; those that the caller does not see are left out.</param>
/// <param name="Filter">As of the list; refused where more than 1,000 are found.</param>
public sealed record PreviewBulkEditRequest(
    BulkEditChange Change,
    [property: MinLength(1), MaxLength(BulkLimits.MaxItems)] IReadOnlyList<Guid>? Ids = null,
    OpportunityFilter? Filter = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Ids is null == Filter is null ? [new("Either ids or a filter.", [nameof(Ids)])] : [];
}

/// <summary>What is to become of each opportunity; what is absent stays as it is.</summary>
/// <param name="Stage">Code of an open stage of the opportunity's own pipeline.</param>
/// <param name="Fields">Custom fields by their codes; null takes a value away.</param>
public sealed record BulkEditChange(
    Guid? OwnerId = null,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    DateOnly? ExpectedCloseDate = null,
    ForecastCategory? ForecastCategory = null,
    [property: MaxLength(50)] IReadOnlyDictionary<string, JsonElement>? Fields = null);

/// <summary>What would become of each opportunity. Nothing has changed yet.</summary>
/// <param name="Token">Applies just this, within an hour, by the same caller.</param>
public sealed record BulkEditPreview(Guid Token, DateTimeOffset ExpiresAt, int WouldChange, int Unchanged, int Refused, IReadOnlyList<BulkEditPreviewRow> Rows);

/// <param name="Outcome">Done where it would change.</param>
/// <param name="Changed">The fields that would become others.</param>
/// <param name="Code">The refusal's stable code.</param>
public sealed record BulkEditPreviewRow(Guid Id, string Name, BulkOutcome Outcome, IReadOnlyList<string> Changed, string? Code = null, string? Detail = null);

internal static class PreviewBulkEdit
{
    private static readonly Refusal TooMany = new("bulk-edit-too-large", 422, "A bulk edit takes 1,000 opportunities at the most.");
    private static readonly Refusal Empty = new("bulk-edit-empty", 422, "A bulk edit changes something.");

    public static async Task<Results<Ok<BulkEditPreview>, ProblemHttpResult>> Handle(
        PreviewBulkEditRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.Change == new BulkEditChange())
        {
            return Empty.ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var (refusal, chosen) = request.Filter is { } filter
            ? await filter.Of(db, db.Opportunities, cancellation)
            : (null, db.Opportunities.Where(opportunity => request.Ids!.Contains(opportunity.Id)));
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var found = await chosen.AsNoTracking().OrderByDescending(opportunity => opportunity.Id).Take(BulkLimits.MaxItems + 1).ToListAsync(cancellation);
        if (found.Count > BulkLimits.MaxItems)
        {
            return TooMany.Because("The filter finds more.").ToProblem();
        }

        var edit = await OpportunityEdit.Open(db, request.Change, found, now, cancellation);
        var plans = found.Select(opportunity => (Opportunity: opportunity, Plan: edit.Plan(opportunity))).ToList();
        var rows = plans.Select(one => PlannedEdit.Row(one.Opportunity, one.Plan)).ToList();
        var preview = BulkEdit.Preview(Actor.Of(caller)!.Id, request.Change, rows, now);
        db.Add(preview);
        ForgetBulkEdit.Plan(db, preview);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new BulkEditPreview(
            preview.Id, preview.ExpiresAt, Count(BulkOutcome.Done), Count(BulkOutcome.Unchanged), Count(BulkOutcome.Refused),
            [.. plans.Zip(rows, (one, row) => new BulkEditPreviewRow(
                row.Id, one.Opportunity.Name, row.Outcome, row.Changed, row.Code, one.Plan.Refusal is { } no ? no.Detail ?? no.Title : null))]));

        int Count(BulkOutcome outcome) => rows.Count(row => row.Outcome == outcome);
    }
}
