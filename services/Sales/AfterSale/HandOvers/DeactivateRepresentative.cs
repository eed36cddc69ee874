using Funnel.Sales.Team;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.HandOvers;

/// <summary>The deactivated representative.</summary>
/// <param name="IsActive">Whether the person gets new handoffs.</param>
/// <param name="OpenWork">The work that the representative still has.</param>
/// <param name="NextStep">How to hand the open work over. Absent if the representative has no open work.</param>
public sealed record DeactivatedResponse(
    Guid Id, string Name, string Email, string? ExternalId, bool IsActive, Guid? TeamId, string? SignsInAs, int Weight,
    int? MaxOpenHandoffs, OpenWorkResponse OpenWork, string? NextStep);

/// <summary>Deactivates a representative, and says which work is still open.</summary>
internal static class DeactivateRepresentative
{
    public static async Task<Results<Ok<DeactivatedResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation)
    {
        if ((await SetActive.Change(id, isActive: false, db, signal, cancellation)).IsRefused(out var refusal, out var person))
        {
            return refusal.ToProblem();
        }

        var work = await OpenWork.Count(db, id, cancellation);
        return TypedResults.Ok(new DeactivatedResponse(
            person.Id, person.Name, person.Email, person.ExternalId, person.IsActive, person.TeamId, person.SignsInAs, person.Weight,
            person.MaxOpenHandoffs, work,
            work.Total == 0 ? null : $"Hand the open work over: POST /api/sales/v1/representatives/{id}/hand-over. "
                + "The same path with /preview shows the effect first."));
    }
}
