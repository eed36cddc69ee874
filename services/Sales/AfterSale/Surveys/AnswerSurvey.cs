using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <param name="Score">How likely it is that they recommend us, 0 to 10.</param>
public sealed record AnswerSurveyRequest(
    [property: Range(0, Survey.Highest)] int Score, [property: MaxLength(Survey.CommentLength)] string? Comment = null);

/// <summary>For whoever has the link, signed in or not. To look asks and changes nothing, so that mail scanners answer nothing.</summary>
internal static class AnswerSurvey
{
    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> Ask(
        [MaxLength(SurveyLinks.TokenLength)] string token, SalesDb db, SurveyLinks links, TimeProvider clock, HttpContext http, CancellationToken cancellation)
    {
        if (await Find(token, db, links, cancellation) is not { } survey)
        {
            return SurveyRefusals.LinkInvalid.ToProblem();
        }

        if (survey.RefuseAnswer(clock.GetUtcNow()) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var account = await db.Customers.IgnoringOwnership().Where(customer => customer.Id == survey.CustomerId)
            .Join(db.Accounts.IgnoringOwnership(), customer => customer.AccountId, one => one.Id, (_, one) => one.Name).SingleOrDefaultAsync(cancellation);
        return SurveyPage.Question(http, account ?? "", $"{SurveyLinks.Path}/{token}/form");
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Answer(
        [MaxLength(SurveyLinks.TokenLength)] string token, AnswerSurveyRequest request, SalesDb db, SurveyLinks links, TimeProvider clock, CancellationToken cancellation) =>
        await Take(token, request.Score, request.Comment, db, links, clock, cancellation) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();

    /// <summary>What the page sends.</summary>
    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> AnswerForm(
        [MaxLength(SurveyLinks.TokenLength)] string token, [FromForm, Range(0, Survey.Highest)] int score, [FromForm, MaxLength(Survey.CommentLength)] string? comment,
        SalesDb db, SurveyLinks links, TimeProvider clock, HttpContext http, CancellationToken cancellation) =>
        await Take(token, score, comment, db, links, clock, cancellation) is { } refusal ? refusal.ToProblem() : SurveyPage.Thanks(http);

    private static async Task<Refusal?> Take(
        string token, int score, string? comment, SalesDb db, SurveyLinks links, TimeProvider clock, CancellationToken cancellation)
    {
        if (comment?.Contains('\0') == true)
        {
            return SurveyRefusals.CommentUnreadable;
        }

        if (await Find(token, db, links, cancellation) is not { } survey)
        {
            return SurveyRefusals.LinkInvalid;
        }

        if (survey.Answer(score, comment, clock.GetUtcNow().ToMicroseconds()) is { } refusal)
        {
            return refusal;
        }

        await db.SaveChangesAsync(cancellation);
        return null;
    }

    private static async Task<Survey?> Find(string token, SalesDb db, SurveyLinks links, CancellationToken cancellation) =>
        links.Read(token) is { } id ? await db.Surveys.SingleOrDefaultAsync(survey => survey.Id == id, cancellation) : null;
}
