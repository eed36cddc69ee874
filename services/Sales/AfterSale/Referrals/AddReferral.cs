using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

/// <param name="Company">The name of the referred company.</param>
/// <param name="Person">The name of a person at that company.</param>
/// <param name="OccurredAt">The time of the referral, for importing history. Defaults to the current time.</param>
public sealed record AddReferralRequest(
    [property: Required, MaxLength(Referral.CompanyLength)] string Company,
    [property: MinLength(1), MaxLength(Referral.PersonLength)] string? Person = null,
    [property: MinLength(1), MaxLength(Referral.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

/// <param name="OpportunityId">The opportunity that came from the referral.</param>
/// <param name="ActedOnAt">The time at which the opportunity was linked.</param>
public sealed record ReferralResponse(
    Guid Id, Guid CustomerId, string Company, string? Person, string? Note, DateTimeOffset ReferredAt, Guid? OpportunityId,
    DateTimeOffset? ActedOnAt)
{
    internal static ReferralResponse Of(Referral referral) => new(
        referral.Id, referral.CustomerId, referral.Company, referral.Person, referral.Note, referral.ReferredAt, referral.OpportunityId,
        referral.ActedOnAt);
}

internal static class AddReferral
{
    public static async Task<Results<Created<ReferralResponse>, ProblemHttpResult>> Handle(
        Guid id, AddReferralRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (OccurredTimes.Check(now, request.OccurredAt).Refusal is { } impossible)
        {
            return impossible.ToProblem();
        }

        if (!await db.Customers.AnyAsync(customer => customer.Id == id, cancellation))
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        var referral =
            Referral.Create(id, request.Company, request.Person, request.Note, (request.OccurredAt ?? now).ToMicroseconds(), now);
        db.Add(referral);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/referrals?customerId={id}", ReferralResponse.Of(referral));
    }
}
