using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Activities;

/// <param name="OccurredAt">The time of the activity.</param>
/// <param name="Outcome">What came of the activity.</param>
/// <param name="Minutes">The duration in minutes.</param>
/// <param name="RecordedAt">The time at which the activity was logged.</param>
public sealed record ActivityResponse(
    Guid Id, ActivityKind Kind, string Subject, string? Body, DateTimeOffset OccurredAt, int? Minutes,
    Guid RepresentativeId, string Representative, DateTimeOffset RecordedAt, IReadOnlyList<RecordReference> Records,
    string? Outcome);

internal static class ListActivities
{
    public static async Task<Ok<Page<ActivityResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? accountId = null, Guid? contactId = null, Guid? opportunityId = null,
        Guid? handoffId = null,
        Guid? representativeId = null, [MinLength(1), RegularExpression("^(call|email|meeting|note)$")] string? kind = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null,
        [Range(1, Page<ActivityResponse>.LargestLimit)] int limit = Page<ActivityResponse>.DefaultLimit)
    {
        accountId = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), accountId, cancellation);
        contactId = await MergeRedirects<Contact>.Lead(db.Contacts, contactId, cancellation);
        var found = db.SeenActivities;
        found = accountId is null ? found : found.Where(activity => activity.Records.Any(record => record.AccountId == accountId));
        found = contactId is null ? found : found.Where(activity => activity.Records.Any(record => record.ContactId == contactId));
        found = opportunityId is null
            ? found
            : found.Where(activity => activity.Records.Any(record => record.OpportunityId == opportunityId));
        found = handoffId is null ? found : found.Where(activity => activity.Records.Any(record => record.HandoffId == handoffId));
        found = representativeId is null ? found : found.Where(activity => activity.RepresentativeId == representativeId);
        found = kind is null ? found : found.Where(activity => activity.Kind == Enum.Parse<ActivityKind>(kind, true));
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(activity => activity.Id < after);
        var items = await Show(db, found.OrderByDescending(activity => activity.Id).Take(limit + 1)).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }

    public static IQueryable<ActivityResponse> Show(SalesDb db, IQueryable<Activity> activities) =>
        activities.AsNoTracking().Select(activity => new ActivityResponse(
        activity.Id, activity.Kind, activity.Subject, activity.Body, activity.OccurredAt, activity.Minutes, activity.RepresentativeId,
        db.Representatives.Where(person => person.Id == activity.RepresentativeId).Select(person => person.Name).First(),
        activity.RecordedAt,
        activity.Records.OrderBy(record => record.Id).Select(record => new RecordReference(
            record.AccountId != null
                ? RecordKind.Account
                : record.ContactId != null
                ? RecordKind.Contact
                : record.OpportunityId != null ? RecordKind.Opportunity : RecordKind.Handoff,
            (record.AccountId ?? record.ContactId ?? record.OpportunityId ?? record.HandoffId)!.Value)).ToList(),
        activity.Outcome));
}
