using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <summary>The net promoter score: the percentage of promoters minus that of detractors among the answers of the period.</summary>
/// <param name="Definition">The version of this definition.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="TimeZone">The time zone of the days. An answer counts on the day on which it was given.</param>
/// <param name="Answers">The number of answers.</param>
/// <param name="Promoters">The number of answers of 9 and 10.</param>
/// <param name="Passives">The number of answers of 7 and 8.</param>
/// <param name="Detractors">The number of answers of 0 to 6.</param>
/// <param name="Score">−100 to 100. Null if there is no answer.</param>
public sealed record NetPromoterScoreResponse(
    int Definition, DateOnly From, DateOnly To, string TimeZone, int Answers, int Promoters, int Passives, int Detractors, decimal? Score);

internal static class GetNetPromoterScore
{
    public static async Task<Results<Ok<NetPromoterScoreResponse>, ProblemHttpResult>> Handle(
        SalesDb db, [FromQuery(Name = "from"), Description("The first day.")] DateOnly first,
        [FromQuery(Name = "to"), Description("The last day.")] DateOnly last, CancellationToken cancellation)
    {
        if (last < first || first.Year < 1990 || last.Year > 2099)
        {
            return SurveyRefusals.PeriodNotValid(first, last).ToProblem();
        }

        var (since, until) = (StartOf(first), StartOf(last.AddDays(1)));
        var counts = await ListSurveys.Visible(db).Where(survey => survey.AnsweredAt >= since && survey.AnsweredAt < until)
            .GroupBy(_ => 1).Select(all => new
            {
                Answers = all.Count(),
                Promoters = all.Count(survey => survey.Score >= Survey.LowestPromoter),
                Detractors = all.Count(survey => survey.Score <= Survey.HighestDetractor),
            }).SingleOrDefaultAsync(cancellation);
        var (answers, promoters, detractors) = (counts?.Answers ?? 0, counts?.Promoters ?? 0, counts?.Detractors ?? 0);
        return TypedResults.Ok(new NetPromoterScoreResponse(
            1, first, last, "UTC", answers, promoters, answers - promoters - detractors, detractors,
            answers == 0 ? null : decimal.Round(100m * (promoters - detractors) / answers, 2)));
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
