using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Activities;

/// <summary>The right values of a logged activity. A value that is left out stays as it is.</summary>
/// <param name="Body">The text, at most 10,000 characters.</param>
/// <param name="Outcome">What came of the activity, such as "left a message". At most 200 characters.</param>
/// <param name="Minutes">The duration in minutes, 0 to 1,440.</param>
/// <param name="OccurredAt">The time of the activity. The activity keeps its place in the lists.</param>
public sealed record ChangeActivityRequest(
    [property: MinLength(1), MaxLength(Activity.SubjectLength)] string? Subject = null,
    [property: MinLength(1), MaxLength(Activity.BodyLength)] string? Body = null,
    [property: MinLength(1), MaxLength(Activity.OutcomeLength)] string? Outcome = null,
    [property: Range(0, Activity.LongestMinutes)] int? Minutes = null,
    DateTimeOffset? OccurredAt = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Subject is not null && string.IsNullOrWhiteSpace(Subject) ? [new("`subject` is empty.", [nameof(Subject)])] : [];
}

internal static class ChangeActivity
{
    /// <remarks>
    /// An outreach that happened earlier than it was logged can meet the SLA clocks of its leads after all. An outreach that is moved to
    /// a later time changes no clock, because another outreach may have met it.
    /// </remarks>
    public static async Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangeActivityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (OccurredTimes.Check(now, request.OccurredAt).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (!await db.SeenActivities.AnyAsync(one => one.Id == id, cancellation))
        {
            return GetActivity.NotFound.ToProblem();
        }

        var activity = await db.Activities.Include(one => one.Records).SingleAsync(one => one.Id == id, cancellation);
        if (!db.Sight.ActsFor(activity.RepresentativeId))
        {
            return LogActivity.IsAnother.Because(
                $"The activity belongs to '{activity.RepresentativeId}', who is neither the caller nor in a team that the caller manages.")
                .ToProblem();
        }

        var name = await db.Representatives.Where(person => person.Id == activity.RepresentativeId).Select(person => person.Name)
            .SingleAsync(cancellation);
        if (activity.Change(request, name) is { } fact)
        {
            db.Publish(activity, fact, now.ToMicroseconds());
            await db.InTransaction(async () =>
            {
                if (activity.IsOutreach && fact.OccurredAt < fact.FromOccurredAt)
                {
                    await RecordOutreach(db, activity, cancellation);
                }

                await db.SaveChangesAsync(cancellation);
            }, cancellation);
        }

        return TypedResults.Ok((await GetActivity.Show(db, id, cancellation))!);
    }

    private static async Task RecordOutreach(SalesDb db, Activity activity, CancellationToken cancellation)
    {
        var handoffs = activity.Records.Select(record => record.HandoffId).OfType<Guid>().ToArray();
        var deals = activity.Records.Select(record => record.OpportunityId).OfType<Guid>().ToArray();
        var leads = await db.Handoffs.IgnoringOwnership().Where(handoff => handoffs.Contains(handoff.Id)).Select(handoff => handoff.LeadId)
            .ToListAsync(cancellation);
        leads.AddRange(await db.OpportunityOutlines.IgnoringOwnership().Where(deal => deals.Contains(deal.Id) && deal.LeadId != null)
            .Select(deal => deal.LeadId!.Value).ToListAsync(cancellation));
        await FirstOutreach.Record(db, leads, [.. activity.Records.Select(record => record.ContactId).OfType<Guid>()], activity.OccurredAt,
            cancellation);
    }
}
