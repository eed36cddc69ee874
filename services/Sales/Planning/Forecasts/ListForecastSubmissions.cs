using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Forecasts;

/// <summary>A submitted or overriding forecast, beside the forecast that Funnel computed at that time.</summary>
/// <param name="RepresentativeId">Null if the forecast is a team's.</param>
/// <param name="TeamId">Null if the forecast is a representative's.</param>
/// <param name="ComputedCommitForecast">The commit forecast that Funnel computed when this was submitted.</param>
/// <param name="ComputedBestCaseForecast">The best-case forecast that Funnel computed when this was submitted.</param>
/// <param name="By">The name of the person or API client that submitted it.</param>
public sealed record ForecastSubmissionResponse(
    Guid Id, ForecastSubmissionKind Kind, Guid? RepresentativeId, Guid? TeamId,
    [property: Amount] decimal CommitForecast, [property: Amount] decimal BestCaseForecast,
    [property: Amount] decimal ComputedCommitForecast, [property: Amount] decimal ComputedBestCaseForecast,
    string? Note, string By, DateTimeOffset At)
{
    internal static ForecastSubmissionResponse Of(ForecastSubmission submission) => new(
        submission.Id, submission.Kind, submission.RepresentativeId, submission.TeamId, submission.CommitForecast,
        submission.BestCaseForecast,
        submission.ComputedCommitForecast, submission.ComputedBestCaseForecast, submission.Note, submission.By, submission.At);
}

/// <param name="Items">Submissions and overrides, oldest first.</param>
public sealed record ForecastSubmissionsResponse(IReadOnlyList<ForecastSubmissionResponse> Items);

internal static class ListForecastSubmissions
{
    public static async Task<Ok<ForecastSubmissionsResponse>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, CancellationToken cancellation)
    {
        var hierarchy = await VisibleHierarchy.Load(db, cancellation);
        var submissions = await db.ForecastSubmissions.AsNoTracking().Where(submission => submission.Period == period)
            .OrderBy(submission => submission.Id).ToListAsync(cancellation);
        return TypedResults.Ok(new ForecastSubmissionsResponse(
            [.. submissions.Where(submission => hierarchy.Sees(submission.RepresentativeId, submission.TeamId))
                .Select(ForecastSubmissionResponse.Of)]));
    }
}
