using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <param name="Note">What was done about the answer.</param>
public sealed record ActOnSurveyRequest([property: Required, MaxLength(Survey.CommentLength)] string Note);

/// <summary>Somebody did something about an answer. About a promoter's: the customer is an evangelist.</summary>
internal static class ActOnSurvey
{
    public static async Task<Results<Ok<SurveyResponse>, ProblemHttpResult>> Handle(
        Guid id, ActOnSurveyRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var found = await db.Surveys.SingleOrDefaultAsync(survey => survey.Id == id, cancellation);
        if (found is not { } survey || await db.Customers.SingleOrDefaultAsync(one => one.Id == survey.CustomerId, cancellation) is not { } customer)
        {
            return SurveyRefusals.NotFound.ToProblem();
        }

        if (survey.ActOn(request.Note, now) is { } refusal)
        {
            return refusal.ToProblem();
        }

        if (survey.Score >= Survey.LowestPromoter)
        {
            customer.Evangelise(survey.ActedOnAt!.Value);
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(SurveyResponse.Of(survey));
    }
}
