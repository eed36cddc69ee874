using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Activities;

/// <summary>A call, an email, a meeting or a note of a representative.</summary>
/// <param name="Records">The records that the activity belongs to: 1 to 20 accounts, contacts, opportunities or handoffs.</param>
/// <param name="RepresentativeId">The representative who did the activity. Defaults to the caller. Another representative may be named by
/// a manager above, an administrator, or an API client.</param>
/// <param name="Body">The text, at most 10,000 characters.</param>
/// <param name="Minutes">The duration in minutes, 0 to 1,440.</param>
/// <param name="OccurredAt">The time of the activity. Defaults to now.</param>
/// <param name="Outcome">What came of the activity, such as "left a message". At most 200 characters.</param>
public sealed record LogActivityRequest(
    [property: EnumDataType(typeof(ActivityKind))] ActivityKind Kind,
    [property: Required, MaxLength(Activity.SubjectLength)] string Subject,
    [property: Required, MinLength(1), MaxLength(Activity.MostRecords)] IReadOnlyList<RecordReference> Records,
    Guid? RepresentativeId = null,
    [property: MinLength(1), MaxLength(Activity.BodyLength)] string? Body = null,
    [property: Range(0, Activity.LongestMinutes)] int? Minutes = null,
    DateTimeOffset? OccurredAt = null,
    [property: MinLength(1), MaxLength(Activity.OutcomeLength)] string? Outcome = null) : IValidatableObject
{
    /// <summary>The JSON reader accepts null as an item of any type.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Records.Any(record => record is null) ? [new("A record is null.", [nameof(Records)])] : [];
}

internal static class LogActivity
{
    private static readonly Refusal NoRepresentative = new("representative-not-named", 422, "The activity has no representative.");
    private static readonly Refusal NotFound = new("representative-not-found", 422, "The representative does not exist.");
    public static readonly Refusal IsAnother = new(
        "representative-is-another", 403, "The caller may not log or change an activity in the name of this representative.");

    public static async Task<Results<Created<ActivityResponse>, ProblemHttpResult>> Handle(
        LogActivityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (OccurredTimes.Check(now, request.OccurredAt).Refusal is { } impossible)
        {
            return impossible.ToProblem();
        }

        if ((request.RepresentativeId ?? db.Sight.Self) is not { } whose)
        {
            return NoRepresentative.Because("The caller is not a representative. Name one in `representativeId`.").ToProblem();
        }

        if (await db.Representatives.AsNoTracking().SingleOrDefaultAsync(person => person.Id == whose, cancellation) is not { } person)
        {
            return NotFound.Because($"`representativeId` is '{whose}', which is not a representative.").ToProblem();
        }

        if (!db.Sight.ActsFor(whose))
        {
            return IsAnother.Because($"`representativeId` is '{whose}', who is neither the caller nor in a team that the caller manages.")
                .ToProblem();
        }

        if ((await NamedRecords.Find(db, request.Records, cancellation)).IsRefused(out var refusal, out var records))
        {
            return refusal.ToProblem();
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        var (activity, fact) = Activity.Log(request, person.Id, person.Name, records, at, now);
        db.Add(activity);
        db.Publish(activity, fact, at);
        await db.InTransaction(async () =>
        {
            if (activity.IsOutreach)
            {
                await FirstOutreach.Record(db, records.Leads, records.Of(RecordKind.Contact), at, cancellation);
            }

            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return TypedResults.Created($"/api/sales/v1/activities/{activity.Id}", (await GetActivity.Show(db, activity.Id, cancellation))!);
    }
}
