using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <param name="Note">A note on the follow-up.</param>
public sealed record FollowUpOnSurveyRequest([property: Required, MaxLength(Survey.CommentLength)] string Note);

/// <summary>Records the follow-up on an answer. If the answer is 9 or 10, the customer becomes an evangelist.</summary>
internal static class FollowUpOnSurvey
{
    public static async Task<Results<Ok<SurveyResponse>, ProblemHttpResult>> Handle(
        Guid id, FollowUpOnSurveyRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Surveys.SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } survey
            || await db.Customers.SingleOrDefaultAsync(one => one.Id == survey.CustomerId, cancellation) is not { } customer)
        {
            return SurveyRefusals.NotFound.ToProblem();
        }

        if (survey.FollowUp(request.Note, clock.GetUtcNow().ToMicroseconds()).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (survey.Score >= Survey.LowestPromoter)
        {
            customer.MarkEvangelist(survey.ActedOnAt!.Value);
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(SurveyResponse.Of(survey));
    }
}
