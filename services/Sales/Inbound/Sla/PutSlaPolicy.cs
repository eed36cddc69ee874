using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>An SLA policy, whole. The first one by position that a lead matches counts.</summary>
/// <param name="TargetMinutes">In which a person is to reach out: business time by the calendar.</param>
/// <param name="ScoreFrom">The least score of the grade; any where it is absent.</param>
/// <param name="ScoreBelow">The grade's scores are below this one; any where it is absent.</param>
/// <param name="Channel">The channel that the lead came by, in any case of letters; any where it is absent.</param>
/// <param name="Source">The source that first sent the lead (<c>utm_source</c>), in any case of letters; any where it is absent.</param>
/// <param name="Calendar">Code of a business calendar; around the clock where it is absent.</param>
/// <param name="WarnAtPercent">Of the target.</param>
/// <param name="EscalateToId">The representative who hears of a breach; the manager of the representative's team where it is absent.</param>
/// <param name="RecycleAfterMinutes">From the breach until the lead goes back to Marketing by itself, business time too; never where it is absent.</param>
/// <param name="RecycleReason">Code from the managed list of recycle reasons.</param>
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

/// <summary>Makes a policy, or another one of it. Clocks that run keep the times that they have.</summary>
internal static class PutSlaPolicy
{
    public static async Task<Results<Created<SlaPolicyResponse>, Ok<SlaPolicyResponse>, ProblemHttpResult>> Handle(
        [MaxLength(SlaPolicy.CodeLength), RegularExpression(SlaPolicy.CodePattern)] string code,
        PutSlaPolicyRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await Refuse(request, db, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var known = await db.SlaPolicies.FindAsync([code], cancellation);
        var policy = known ?? db.Add(SlaPolicy.Make(code)).Entity;
        policy.Become(request);
        await db.SaveChangesAsync(cancellation);
        var answer = SlaPolicyResponse.Of(policy);
        return known is null ? TypedResults.Created($"/api/sales/v1/sla-policies/{code}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<Refusal?> Refuse(PutSlaPolicyRequest wanted, SalesDb db, CancellationToken cancellation)
    {
        if (wanted.ScoreFrom >= wanted.ScoreBelow)
        {
            return SlaRefusals.ScoresWrong.Because($"There is none from {wanted.ScoreFrom} and below {wanted.ScoreBelow}.");
        }

        if (wanted.Calendar is { } calendar && !await db.BusinessCalendars.AnyAsync(known => known.Code == calendar, cancellation))
        {
            return SlaRefusals.CalendarUnknown.Because($"'{calendar}' is none.");
        }

        if (wanted.EscalateToId is { } above && !await db.Representatives.AnyAsync(known => known.Id == above, cancellation))
        {
            return SlaRefusals.EscalationUnknown.Because($"'{above}' is none.");
        }

        return (await ReasonList.Load(db, cancellation)).Check(ReasonKind.Recycle, wanted.RecycleReason).Refusal;
    }
}
