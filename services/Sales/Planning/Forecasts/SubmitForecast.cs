using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Currencies;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <param name="CommitForecast">
/// The amount that the representative is sure to win in the period, including deals that are won already. In the reporting currency.
/// </param>
/// <param name="BestCaseForecast">The amount in the best case. It is at least the commit forecast.</param>
/// <param name="RepresentativeId">The representative. Defaults to the representative that the caller is linked to.</param>
public sealed record SubmitForecastRequest(
    decimal CommitForecast, decimal BestCaseForecast, Guid? RepresentativeId = null,
    [property: MaxLength(ForecastSubmission.NoteLength)] string? Note = null);

internal static class SubmitForecast
{
    public static async Task<Results<Created<ForecastSubmissionResponse>, ProblemHttpResult>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SubmitForecastRequest request, ClaimsPrincipal caller,
        SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        if ((request.RepresentativeId ?? db.Sight.Self) is not { } representative)
        {
            return ForecastRefusals.RepresentativeOrTeam.Because(
                "`representativeId` is missing, and the caller is not linked to a representative. Name a representative.").ToProblem();
        }

        if (representative != db.Sight.Self && !caller.May(SalesPermissions.Manage))
        {
            return ForecastRefusals.NotYours.Because($"`representativeId` is '{representative}', which is not the caller's own.")
                .ToProblem();
        }

        var terms = new ForecastSubmissionTerms(period, ForecastSubmissionKind.Submission, representative, null,
            new(request.CommitForecast, request.BestCaseForecast), request.Note);
        var recorded = await RecordForecastSubmission.Record(
            terms, Actor.Of(caller)!, db, options.Value, converter, clock.GetUtcNow(), cancellation);
        return recorded.IsRefused(out var refusal, out var submission)
            ? refusal.ToProblem()
            : TypedResults.Created($"/api/sales/v1/forecasts/{period}/submissions", ForecastSubmissionResponse.Of(submission));
    }
}
