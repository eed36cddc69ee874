using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

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

    /// <summary>
    /// The same for the form of the survey page. A person reads the answer, so it is a page in every case. It reads the form
    /// itself, because a form that does not bind is answered as JSON.
    /// </summary>
    public static async Task<ContentHttpResult> HandleForm(
        string token, SalesDb db, SurveyLinks links, TimeProvider clock, HttpContext http, CancellationToken cancellation)
    {
        var (score, comment) = await ReadFields(http.Request, cancellation);
        // Browsers count a line break as one character and send two.
        var said = comment?.ReplaceLineEndings("\n");
        return ReadForm(score, said).IsRefused(out var wrong, out var form) ? SurveyPage.Refused(http, wrong)
            : (await Record(token, form.Score, said, db, links, clock, cancellation)).IsRefused(out var refusal)
                ? SurveyPage.Refused(http, refusal)
            : SurveyPage.Thanks(http);
    }

    /// <summary>The fields of the form. A body that is not a form has none.</summary>
    private static async Task<(string? Score, string? Comment)> ReadFields(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var form = request.HasFormContentType ? await request.ReadFormAsync(cancellation) : FormCollection.Empty;
            return (form["score"], form["comment"]);
        }
        catch (InvalidDataException)
        {
            return (null, null);
        }
    }

    private static Result<AnswerSurveyRequest> ReadForm(string? score, string? comment) =>
        !int.TryParse(score, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Survey.Highest
            ? SurveyRefusals.NoScore
        : comment?.Length > Survey.CommentLength ? SurveyRefusals.CommentIsTooLong(comment.Length)
        : new AnswerSurveyRequest(number, comment);

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
