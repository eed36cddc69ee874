using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <param name="DueAt">The time by which the task must be done.</param>
/// <param name="IsOverdue">Whether the task is open after that time.</param>
/// <param name="RemindAt">The time at which the assignee will be reminded.</param>
/// <param name="Record">The record that the task is about.</param>
/// <param name="ClosedAt">The time at which the task was done or cancelled.</param>
public sealed record TaskResponse(
    Guid Id, string Subject, string? Note, DateTimeOffset DueAt, bool IsOverdue, DateTimeOffset? RemindAt, Guid? AssigneeId,
    RecordReference? Record, TaskState State, DateTimeOffset? ClosedAt, DateTimeOffset CreatedAt)
{
    internal static TaskResponse Of(SalesTask task, DateTimeOffset now) => new(
        task.Id, task.Subject, task.Note, task.DueAt, task.State == TaskState.Open && task.DueAt < now, task.RemindAt, task.OwnerId,
        task.AccountId is { } account ? new(RecordKind.Account, account) : task.ContactId is { } contact ? new(RecordKind.Contact, contact)
            : task.OpportunityId is { } opportunity
            ? new(RecordKind.Opportunity, opportunity)
            : task.HandoffId is { } handoff ? new(RecordKind.Handoff, handoff) : null,
        task.State, task.ClosedAt, task.CreatedAt);
}

internal static class ListTasks
{
    /// <remarks>
    /// The caller sees all tasks of a record that the caller sees. Without a record, the caller sees the tasks of the assignees
    /// that the caller sees.
    /// </remarks>
    public static async Task<Results<Ok<Page<TaskResponse>>, ProblemHttpResult>> Handle(
        SalesDb db, TimeProvider clock, CancellationToken cancellation,
        [MinLength(1), RegularExpression("^(open|done|cancelled)$")] string? state = null, Guid? assigneeId = null, bool? overdue = null,
        [Description(RelativeOwner.Description), MinLength(1), RegularExpression(RelativeOwner.Pattern)] string? owner = null,
        Guid? accountId = null, Guid? contactId = null, Guid? opportunityId = null, Guid? handoffId = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null, [Range(1, Page<TaskResponse>.LargestLimit)] int limit = Page<TaskResponse>.DefaultLimit)
    {
        if ((await RelativeOwner.Read(db, owner, team: null, cancellation)).IsRefused(out var refusal, out var owners))
        {
            return refusal.ToProblem();
        }

        var now = clock.GetUtcNow();
        accountId = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), accountId, cancellation);
        contactId = await MergeRedirects<Contact>.Lead(db.Contacts, contactId, cancellation);
        var seesRecord = (accountId ?? contactId ?? opportunityId ?? handoffId) is not null
            && (accountId is null || await db.Accounts.AnyAsync(one => one.Id == accountId, cancellation))
            && (contactId is null || await db.SeenContacts.AnyAsync(one => one.Id == contactId, cancellation))
            && (opportunityId is null || await db.OpportunityOutlines.AnyAsync(one => one.Id == opportunityId, cancellation))
            && (handoffId is null || await db.Handoffs.AnyAsync(one => one.Id == handoffId, cancellation));
        var all = db.Tasks.AsNoTracking();
        var tasks = (seesRecord ? all.IgnoringOwnership() : all).OwnedBy(owners);
        tasks = state is null ? tasks : tasks.Where(task => task.State == Enum.Parse<TaskState>(state, true));
        tasks = assigneeId is null ? tasks : tasks.Where(task => task.OwnerId == assigneeId);
        tasks = overdue is null ? tasks : tasks.Where(task => (task.State == TaskState.Open && task.DueAt < now) == overdue);
        tasks = accountId is null ? tasks : tasks.Where(task => task.AccountId == accountId);
        tasks = contactId is null ? tasks : tasks.Where(task => task.ContactId == contactId);
        tasks = opportunityId is null ? tasks : tasks.Where(task => task.OpportunityId == opportunityId);
        tasks = handoffId is null ? tasks : tasks.Where(task => task.HandoffId == handoffId);
        tasks = tasks.UpdatedSince(updatedSince);
        if (after is not null)
        {
            var last = await all.IgnoringOwnership().Where(task => task.Id == after).Select(task => (DateTimeOffset?)task.DueAt)
                .SingleOrDefaultAsync(cancellation);
            tasks = tasks.Where(task => task.DueAt > last || (task.DueAt == last && task.Id > after));
        }

        var items = await tasks.OrderBy(task => task.DueAt).ThenBy(task => task.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. items.Select(task => TaskResponse.Of(task, now))], limit, item => item.Id));
    }

    public static async Task<Results<Ok<TaskResponse>, ProblemHttpResult>> Show(Guid id, SalesDb db, TimeProvider clock,
        CancellationToken cancellation) =>
        await db.Tasks.FindAsync([id], cancellation) is { } task
            ? TypedResults.Ok(TaskResponse.Of(task, clock.GetUtcNow()))
            : TaskRefusals.NotFound.ToProblem();
}
