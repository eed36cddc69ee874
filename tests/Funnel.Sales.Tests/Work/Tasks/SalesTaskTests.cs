namespace Funnel.Sales.Tests;

public sealed class SalesTaskTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T09:00:00Z");

    private static readonly TaskDetails Details = new(" Call Ada ", null, Now.AddDays(2), Now.AddDays(1), Guid.CreateVersion7());

    [Fact]
    public void A_task_is_about_one_record_or_none()
    {
        var handoff = Guid.CreateVersion7();
        var task = SalesTask.Set(Details, new(RecordKind.Handoff, handoff), Now);
        Assert.Equal((null, null, null, handoff), (task.AccountId, task.ContactId, task.OpportunityId, task.HandoffId));
        Assert.Equal("Call Ada", task.Subject);
        Assert.Null(SalesTask.Set(Details, null, Now).HandoffId);
    }

    [Fact]
    public void A_closed_task_neither_changes_nor_closes_again()
    {
        var task = SalesTask.Set(Details, null, Now);
        Assert.Null(task.Close(TaskState.Done, Now).Refusal);
        Assert.Equal("task-already-closed", task.Change(Details).Refusal?.Code);
        Assert.Equal("task-already-closed", task.Close(TaskState.Cancelled, Now).Refusal?.Code);
        Assert.Equal((TaskState.Done, (DateTimeOffset?)Now, 1), (task.State, task.ClosedAt, task.Version));
    }

    [Fact]
    public void A_reminder_is_made_once_at_its_own_time()
    {
        var task = SalesTask.Set(Details, null, Now);
        Assert.Null(task.Remind(Now, Now));
        var reminder = task.Remind(Now.AddDays(1), Now.AddDays(1));
        Assert.Equal(((Guid?)task.Id, (Guid?)Details.AssigneeId), (reminder?.TaskId, reminder?.OwnerId));
        Assert.Null(task.Remind(Now.AddDays(1), Now.AddDays(1)));
    }

    [Fact]
    public void A_closed_task_reminds_nobody()
    {
        var task = SalesTask.Set(Details, null, Now);
        task.Close(TaskState.Cancelled, Now);
        Assert.Null(task.Remind(Now.AddDays(1), Now.AddDays(1)));
    }

    [Fact]
    public void A_reminder_keeps_the_time_of_its_first_dismissal()
    {
        var reminder = Reminder.OfStalledOpportunity(new(Guid.CreateVersion7(), "default", "discovery"), Guid.CreateVersion7(), Now, Now);
        reminder.Dismiss(Now.AddHours(1));
        reminder.Dismiss(Now.AddHours(2));
        Assert.Equal(Now.AddHours(1), reminder.DismissedAt);
    }
}
