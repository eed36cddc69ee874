using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <param name="Score">0 to 10.</param>
/// <param name="ActedOnAt">When somebody of ours did something about it.</param>
public sealed record SurveyResponse(
    Guid Id, Guid CustomerId, Guid ContactId, DateTimeOffset SentAt, DateTimeOffset ExpiresAt, DateTimeOffset? AnsweredAt, int? Score, string? Comment,
    DateTimeOffset? ActedOnAt, string? ActedOnNote)
{
    internal static SurveyResponse Of(Survey survey) => new(
        survey.Id, survey.CustomerId, survey.ContactId, survey.SentAt, survey.ExpiresAt, survey.AnsweredAt, survey.Score, survey.Comment,
        survey.ActedOnAt, survey.ActedOnNote);
}

/// <summary>The net promoter score: % 9–10 − % 0–6 of the answers given in the period, a flow by the day of the answer.</summary>
/// <param name="Definition">Version of this definition.</param>
/// <param name="TimeZone">Whose days they are.</param>
/// <param name="Promoters">Answers of 9 and 10.</param>
/// <param name="Passives">Answers of 7 and 8.</param>
/// <param name="Detractors">Answers of 0 to 6.</param>
/// <param name="Score">−100 to 100; absent where nobody answered.</param>
public sealed record NetPromoterScoreResponse(
    int Definition, DateOnly From, DateOnly To, string TimeZone, int Answers, int Promoters, int Passives, int Detractors, decimal? Score);

internal static class ListSurveys
{
    public static async Task<Ok<Page<SurveyResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? customerId = null, [Description("Those with an answer, or those without.")] bool? answered = null,
        Guid? after = null, [Range(1, Page<SurveyResponse>.LargestLimit)] int limit = Page<SurveyResponse>.DefaultLimit)
    {
        var found = Seen(db);
        found = customerId is null ? found : found.Where(survey => survey.CustomerId == customerId);
        found = answered is null ? found : found.Where(survey => (survey.AnsweredAt != null) == answered);
        found = after is null ? found : found.Where(survey => survey.Id < after);
        var items = (await found.OrderByDescending(survey => survey.Id).Take(limit + 1).ToListAsync(cancellation)).ConvertAll(SurveyResponse.Of);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }

    public static async Task<Results<Ok<NetPromoterScoreResponse>, ProblemHttpResult>> Score(
        SalesDb db, [FromQuery(Name = "from"), Description("The first day.")] DateOnly first, [FromQuery(Name = "to"), Description("The last day.")] DateOnly last,
        CancellationToken cancellation)
    {
        if (last < first || first.Year < 1990 || last.Year > 2099)
        {
            return SurveyRefusals.PeriodUpsideDown.ToProblem();
        }

        var (since, until) = (At(first), At(last.AddDays(1)));
        var counts = await Seen(db).Where(survey => survey.AnsweredAt >= since && survey.AnsweredAt < until)
            .GroupBy(_ => 1).Select(all => new
            {
                Answers = all.Count(),
                Promoters = all.Count(survey => survey.Score >= Survey.LowestPromoter),
                Detractors = all.Count(survey => survey.Score <= Survey.HighestDetractor),
            }).SingleOrDefaultAsync(cancellation);
        var (answers, promoters, detractors) = (counts?.Answers ?? 0, counts?.Promoters ?? 0, counts?.Detractors ?? 0);
        return TypedResults.Ok(new NetPromoterScoreResponse(1, first, last, "UTC", answers, promoters, answers - promoters - detractors, detractors,
            answers == 0 ? null : decimal.Round(100m * (promoters - detractors) / answers, 2)));
    }

    /// <summary>What customers answered is seen by who sees the customers.</summary>
    private static IQueryable<Survey> Seen(SalesDb db) =>
        db.Customers.AsNoTracking().Join(db.Surveys.AsNoTracking(), customer => customer.Id, survey => survey.CustomerId, (_, survey) => survey);

    private static DateTimeOffset At(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
