using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Surveys;

/// <param name="ContactId">The contact to ask. It must belong to the customer's account.</param>
/// <param name="Days">The number of days for which the link is valid, 1 to 365. Defaults to the setting `Surveys:Days`.</param>
public sealed record SendSurveyRequest(Guid ContactId, [property: Range(1, 365)] int? Days = null);

/// <param name="Link">The link to answer the survey, shown in this response only. Every person with the link can answer.</param>
public sealed record SentSurveyResponse(Guid Id, Guid CustomerId, Guid ContactId, DateTimeOffset ExpiresAt, Uri Link);

/// <summary>Creates a survey and its link. Funnel does not send the mail.</summary>
internal static class SendSurvey
{
    public static async Task<Results<Created<SentSurveyResponse>, ProblemHttpResult>> Handle(
        Guid id, SendSurveyRequest request, SalesDb db, SurveyLinks links, IOptions<SurveyOptions> options, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (await db.Customers.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.RevokedAt is not null)
        {
            return CustomerRefusals.NoCustomer.ToProblem();
        }

        if (!await db.AccountContacts.AnyAsync(at => at.ContactId == request.ContactId && at.AccountId == customer.AccountId, cancellation))
        {
            return SurveyRefusals.NotAContact(request.ContactId).ToProblem();
        }

        var survey = Survey.Send(id, request.ContactId, clock.GetUtcNow().ToMicroseconds(), request.Days ?? options.Value.Days);
        db.Add(survey);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/surveys?customerId={id}",
            new SentSurveyResponse(survey.Id, id, survey.ContactId, survey.ExpiresAt, links.Of(survey.Id)));
    }
}
