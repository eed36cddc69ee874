using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.Sales.Surveys;

/// <param name="Score">How likely the person is to recommend us, from 0 (not at all) to 10 (very likely).</param>
/// <param name="Comment">The reason for the score.</param>
public sealed record AnswerSurveyRequest(
    [property: Range(0, Survey.Highest)] int Score, [property: MaxLength(Survey.CommentLength)] string? Comment = null);

/// <summary>Records the answer to a survey. The link is the permission: no access token is needed.</summary>
internal static class AnswerSurvey
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [MaxLength(SurveyLinks.TokenLength)] string token, AnswerSurveyRequest request, SalesDb db, SurveyLinks links, TimeProvider clock,
        CancellationToken cancellation) =>
        (await Record(token, request.Score, request.Comment, db, links, clock, cancellation)).IsRefused(out var refusal)
            ? refusal.ToProblem()
            : TypedResults.NoContent();

    /// <summary>The same for the form of the survey page.</summary>
    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> HandleForm(
        [MaxLength(SurveyLinks.TokenLength)] string token, [FromForm, Range(0, Survey.Highest)] int score,
        [FromForm, MaxLength(Survey.CommentLength)] string? comment, SalesDb db, SurveyLinks links, TimeProvider clock, HttpContext http,
        CancellationToken cancellation) =>
        (await Record(token, score, comment, db, links, clock, cancellation)).IsRefused(out var refusal)
            ? refusal.ToProblem()
            : SurveyPage.Thanks(http);

    private static async Task<Result> Record(
        string token, int score, string? comment, SalesDb db, SurveyLinks links, TimeProvider clock, CancellationToken cancellation)
    {
        if (comment?.Contains('\0') == true)
        {
            return SurveyRefusals.CommentUnreadable;
        }

        if (await links.FindSurvey(token, db, cancellation) is not { } survey)
        {
            return SurveyRefusals.LinkInvalid;
        }

        var answered = survey.Answer(score, comment, clock.GetUtcNow().ToMicroseconds());
        if (answered.Refusal is null)
        {
            await db.SaveChangesAsync(cancellation);
        }

        return answered;
    }
}
