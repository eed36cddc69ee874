using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <summary>
/// Shows the page with the question, or a page that says why there is none. It changes nothing, so that mail scanners that open the
/// link do not answer the survey.
/// </summary>
internal static class ShowSurvey
{
    public static async Task<ContentHttpResult> Handle(
        string token, SalesDb db, SurveyLinks links, TimeProvider clock, HttpContext http,
        CancellationToken cancellation)
    {
        if (await links.FindSurvey(token, db, cancellation) is not { } survey)
        {
            return SurveyPage.Refused(http, SurveyRefusals.LinkInvalid);
        }

        if (survey.CheckOpen(clock.GetUtcNow()).IsRefused(out var refusal))
        {
            return SurveyPage.Refused(http, refusal);
        }

        var account = await db.Customers.IgnoringOwnership().Where(customer => customer.Id == survey.CustomerId)
            .Join(db.Accounts.IgnoringOwnership(), customer => customer.AccountId, one => one.Id, (_, one) => one.Name)
            .SingleOrDefaultAsync(cancellation);
        return SurveyPage.Question(http, account ?? "", $"{SurveyLinks.Path}/{token}/form");
    }
}
