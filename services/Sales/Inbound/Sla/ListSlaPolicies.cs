using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <inheritdoc cref="PutSlaPolicyRequest"/>
public sealed record SlaPolicyResponse(
    string Code, string Name, int Position, decimal? ScoreFrom, decimal? ScoreBelow, string? Channel, string? Source, string? Calendar,
    int TargetMinutes, int WarnAtPercent, Guid? EscalateToId, int? RecycleAfterMinutes, string RecycleReason)
{
    internal static SlaPolicyResponse Of(SlaPolicy policy) => new(
        policy.Code, policy.Name, policy.Position, policy.ScoreFrom, policy.ScoreBelow, policy.Channel, policy.Source, policy.CalendarCode,
        policy.TargetMinutes, policy.WarnAtPercent, policy.EscalateToId, policy.RecycleAfterMinutes, policy.RecycleReason);
}

/// <summary>All SLA policies, in the order in which they are checked.</summary>
public sealed record SlaPoliciesResponse(IReadOnlyList<SlaPolicyResponse> Items);

internal static class ListSlaPolicies
{
    public static async Task<Ok<SlaPoliciesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var policies = await db.SlaPolicies.AsNoTracking().OrderBy(policy => policy.Position).ThenBy(policy => policy.Code)
            .ToListAsync(cancellation);
        return TypedResults.Ok(new SlaPoliciesResponse([.. policies.Select(SlaPolicyResponse.Of)]));
    }
}
