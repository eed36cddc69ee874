using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Currencies;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <param name="CommitForecast">
/// The amount that is sure to be won in the period, including deals that are won already. In the reporting currency.
/// </param>
/// <param name="BestCaseForecast">The amount in the best case. It is at least the commit forecast.</param>
/// <param name="RepresentativeId">The representative whose forecast is overridden. Give this or `teamId`, not both.</param>
/// <param name="TeamId">The team whose forecast is overridden. Give this or `representativeId`, not both.</param>
/// <param name="Note">The reason for the override.</param>
public sealed record OverrideForecastRequest(
    decimal CommitForecast, decimal BestCaseForecast, [property: Required, MaxLength(ForecastSubmission.NoteLength)] string Note,
    Guid? RepresentativeId = null, Guid? TeamId = null);

internal static class OverrideForecast
{
    public static async Task<Results<Created<ForecastSubmissionResponse>, ProblemHttpResult>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, OverrideForecastRequest request, ClaimsPrincipal caller,
        SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.RepresentativeId is null == request.TeamId is null)
        {
            return ForecastRefusals.RepresentativeOrTeam.Because(request.TeamId is null
                ? "`representativeId` and `teamId` are both missing. Give exactly one of them."
                : "`representativeId` and `teamId` are both given. Give exactly one of them.").ToProblem();
        }

        var terms = new ForecastSubmissionTerms(period, ForecastSubmissionKind.Override, request.RepresentativeId, request.TeamId,
            new(request.CommitForecast, request.BestCaseForecast), request.Note);
        var recorded = await RecordForecastSubmission.Record(
            terms, Actor.Of(caller)!, db, options.Value, converter, clock.GetUtcNow(), cancellation);
        return recorded.IsRefused(out var refusal, out var submission)
            ? refusal.ToProblem()
            : TypedResults.Created($"/api/sales/v1/forecasts/{period}/submissions", ForecastSubmissionResponse.Of(submission));
    }
}
