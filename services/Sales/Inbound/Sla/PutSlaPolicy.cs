using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>
/// An SLA policy: how soon a person must reach out to a lead. The first policy that a lead matches, by position, applies.
/// </summary>
/// <param name="TargetMinutes">Time to reach out to the lead, in minutes of the calendar.</param>
/// <param name="Position">Policies are checked by ascending position, then by code.</param>
/// <param name="ScoreFrom">Least score of the lead. Absent matches any score.</param>
/// <param name="ScoreBelow">The score of the lead must be less than this. Absent matches any score.</param>
/// <param name="Channel">Channel of the lead, not case-sensitive. Absent matches any channel.</param>
/// <param name="Calendar">Code of the business calendar. The clock runs around the clock if it is absent.</param>
/// <param name="WarnAtPercent">The representative is warned when this share of the target has passed.</param>
/// <param name="EscalateToId">The representative to whom a breach is escalated. Defaults to the nearest manager of the team.</param>
/// <param name="RecycleAfterMinutes">
/// Minutes of the calendar from the breach until the lead is recycled automatically. Absent for never.
/// </param>
/// <param name="RecycleReason">Code of a recycle reason from the managed list.</param>
/// <param name="Source">First source of the lead (<c>utm_source</c>), not case-sensitive. Absent matches any source.</param>
public sealed record PutSlaPolicyRequest(
    [property: Required, MaxLength(SlaPolicy.NameLength)] string Name,
    [property: Range(1, SlaPolicy.LongestTarget)] int TargetMinutes,
    [property: Range(0, 10_000)] int Position = 0,
    [property: Range(typeof(decimal), "-1000000", "1000000", ParseLimitsInInvariantCulture = true)] decimal? ScoreFrom = null,
    [property: Range(typeof(decimal), "-1000000", "1000000", ParseLimitsInInvariantCulture = true)] decimal? ScoreBelow = null,
    [property: MinLength(1), MaxLength(SlaPolicy.ChannelLength)] string? Channel = null,
    [property: MaxLength(BusinessCalendar.CodeLength)] string? Calendar = null,
    [property: Range(1, 99)] int WarnAtPercent = 75,
    Guid? EscalateToId = null,
    [property: Range(1, SlaPolicy.LongestRecycle)] int? RecycleAfterMinutes = null,
    [property: Required, MaxLength(Reason.CodeLength)] string RecycleReason = "no-response",
    [property: MinLength(1), MaxLength(SlaPolicy.SourceLength)] string? Source = null);

/// <summary>Creates or replaces a policy. Running clocks keep their times.</summary>
internal static class PutSlaPolicy
{
    public static async Task<Results<Created<SlaPolicyResponse>, Ok<SlaPolicyResponse>, ProblemHttpResult>> Handle(
        [MaxLength(SlaPolicy.CodeLength), RegularExpression(SlaPolicy.CodePattern)] string code,
        PutSlaPolicyRequest request, SalesDb db, CancellationToken cancellation)
    {
        if ((await Check(request, db, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        var known = await db.SlaPolicies.FindAsync([code], cancellation);
        var policy = known ?? db.Add(SlaPolicy.Create(code)).Entity;
        policy.Update(request);
        await db.SaveChangesAsync(cancellation);
        var response = SlaPolicyResponse.Of(policy);
        return known is null ? TypedResults.Created($"/api/sales/v1/sla-policies/{code}", response) : TypedResults.Ok(response);
    }

    private static async Task<Result> Check(PutSlaPolicyRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (request.ScoreFrom >= request.ScoreBelow)
        {
            return SlaRefusals.ScoresWrong(request.ScoreFrom, request.ScoreBelow);
        }

        if (request.Calendar is { } calendar && !await db.BusinessCalendars.AnyAsync(known => known.Code == calendar, cancellation))
        {
            return SlaRefusals.CalendarUnknown(calendar);
        }

        if (request.EscalateToId is { } person && !await db.Representatives.AnyAsync(known => known.Id == person, cancellation))
        {
            return SlaRefusals.EscalationUnknown(person);
        }

        return (await ReasonList.Load(db, cancellation)).Check(ReasonKind.Recycle, request.RecycleReason);
    }
}
