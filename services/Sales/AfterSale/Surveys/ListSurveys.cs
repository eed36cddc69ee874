using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Surveys;

/// <param name="Score">0 to 10. Null if there is no answer.</param>
/// <param name="ActedOnAt">The time of the follow-up on the answer.</param>
/// <param name="ActedOnNote">A note on the follow-up.</param>
public sealed record SurveyResponse(
    Guid Id, Guid CustomerId, Guid ContactId, DateTimeOffset SentAt, DateTimeOffset ExpiresAt, DateTimeOffset? AnsweredAt, int? Score,
    string? Comment, DateTimeOffset? ActedOnAt, string? ActedOnNote)
{
    internal static SurveyResponse Of(Survey survey) => new(
        survey.Id, survey.CustomerId, survey.ContactId, survey.SentAt, survey.ExpiresAt, survey.AnsweredAt, survey.Score, survey.Comment,
        survey.ActedOnAt, survey.ActedOnNote);
}

internal static class ListSurveys
{
    public static async Task<Ok<Page<SurveyResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? customerId = null,
        [Description("true: only answered surveys. false: only surveys without an answer.")] bool? answered = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null, [Range(1, Page<SurveyResponse>.LargestLimit)] int limit = Page<SurveyResponse>.DefaultLimit)
    {
        var found = Visible(db);
        found = customerId is null ? found : found.Where(survey => survey.CustomerId == customerId);
        found = answered is null ? found : found.Where(survey => (survey.AnsweredAt != null) == answered);
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(survey => survey.Id < after);
        var items = (await found.OrderByDescending(survey => survey.Id).Take(limit + 1).ToListAsync(cancellation))
            .ConvertAll(SurveyResponse.Of);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }

    /// <summary>The surveys of the customers that the caller may see.</summary>
    public static IQueryable<Survey> Visible(SalesDb db) =>
        db.Customers.AsNoTracking()
            .Join(db.Surveys.AsNoTracking(), customer => customer.Id, survey => survey.CustomerId, (_, survey) => survey);
}
