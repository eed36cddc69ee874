using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="ExternalId">The key of the person in another system.</param>
/// <param name="Active">Whether the person gets handoffs.</param>
public sealed record AddRepresentativeRequest(
    [property: Required, MaxLength(Representative.NameLength)] string Name,
    [property: Required, EmailAddress, MaxLength(Representative.EmailLength)] string Email,
    [property: MinLength(1), MaxLength(Representative.ExternalIdLength)] string? ExternalId = null,
    bool Active = true);

internal static class AddRepresentative
{
    public static async Task<Results<Created<RepresentativeResponse>, Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(
        AddRepresentativeRequest request, SalesDb db, AvailabilitySignal signal, TimeProvider clock, CancellationToken cancellation)
    {
        var email = Representative.Normalise(request.Email);
        var known = await db.Representatives
            .Where(person => person.Email == email || (request.ExternalId != null && person.ExternalId == request.ExternalId))
            .ToListAsync(cancellation);
        if (known.Count > 1)
        {
            return TeamRefusals.TwoPeople.ToProblem();
        }

        if (known is [var same])
        {
            return TypedResults.Ok(RepresentativeResponse.Of(same));
        }

        var person = Representative.Join(request.Name, request.Email, request.ExternalId, request.Active, clock.GetUtcNow());
        db.Add(person);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(signal.Raise);
        return TypedResults.Created($"/api/sales/v1/representatives/{person.Id}", RepresentativeResponse.Of(person));
    }
}
