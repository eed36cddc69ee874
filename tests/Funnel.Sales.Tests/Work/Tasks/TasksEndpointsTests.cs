using Funnel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Sales.Tests;

public sealed class TasksEndpointsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/tasks", Reminders = "/api/sales/v1/reminders";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;
    private readonly Guid ana = fixture.Team[0].Id;
    private readonly Guid ben = fixture.Team[1].Id;

    private DateTimeOffset Now => sales.Clock.GetUtcNow();

    [Fact]
    public async Task The_next_step_of_an_opportunity_is_its_open_task_that_is_due_first()
    {
        var deal = await sales.Open();
        Assert.Null(await NextStepOf(deal.Id));
        var later = await sales.SetTask(ana, Now.AddDays(9), ("opportunity", deal.Id));
        var first = await sales.SetTask(ben, Now.AddDays(2), ("opportunity", deal.Id));
        Assert.Equal(first.Id, await NextStepOf(deal.Id));
        Assert.Equal([first.Id, later.Id],
            (await sales.Get<Page<TaskResponse>>($"{Path}?opportunityId={deal.Id}&state=open")).Items.Select(task => task.Id));

        await sales.Post<TaskResponse>($"{Path}/{first.Id}/complete", new { });
        Assert.Equal(later.Id, await NextStepOf(deal.Id));
        await sales.Post<TaskResponse>($"{Path}/{later.Id}/cancel", new { });
        Assert.Null(await NextStepOf(deal.Id));
    }

    [Fact]
    public async Task A_task_is_changed_while_it_is_open_and_closed_once()
    {
        var task = await sales.SetTask(ana, Now.AddDays(1));
        var changed =
            await sales.Put<TaskResponse>($"{Path}/{task.Id}", new { subject = "Write back", dueAt = Now.AddDays(-1), assigneeId = ben });
        Assert.Equal(("Write back", ben, true, TaskState.Open), (changed.Subject, changed.AssigneeId, changed.IsOverdue, changed.State));
        Assert.Contains((await sales.Get<Page<TaskResponse>>($"{Path}?assigneeId={ben}&overdue=true&limit=200")).Items,
            late => late.Id == task.Id);
        var done = await sales.Post<TaskResponse>($"{Path}/{task.Id}/complete", new { });
        Assert.Equal((TaskState.Done, false), (done.State, done.IsOverdue));
        Assert.Equal(done, await sales.Post<TaskResponse>($"{Path}/{task.Id}/complete", new { }));
        Assert.Equal("task-already-closed", (await sales.Post($"{Path}/{task.Id}/cancel", new { }).Refused(409)).Code);
        Assert.Equal("task-not-found", (await sales.Post($"{Path}/{Guid.CreateVersion7()}/cancel", new { }).Refused(404)).Code);
    }

    [Fact]
    public async Task Tasks_are_paged_by_due_time()
    {
        var account = await sales.OpenAccount();
        var made = new List<Guid>();
        foreach (var days in new[] { 1, 2, 2, 3, 4 })
        {
            made.Add((await sales.SetTask(ana, new DateTimeOffset(2026, 12, days, 0, 0, 0, TimeSpan.Zero), ("account", account.Id))).Id);
        }

        var (seen, next) = (new List<Guid>(), "");
        do
        {
            var page = await sales.Get<Page<TaskResponse>>($"{Path}?accountId={account.Id}&limit=2{next}");
            seen.AddRange(page.Items.Select(task => task.Id));
            next = page.Next is { } id ? $"&after={id}" : "";
        }
        while (next.Length > 0);
        Assert.Equal(made, seen);
    }

    [Fact]
    public async Task The_assignee_of_an_open_task_is_reminded_once_at_the_requested_time()
    {
        await using var alone = await SalesFixture.Start();
        var (ana, ben) = (await alone.Hire("Ana"), await alone.Hire("Ben"));
        var start = alone.Clock.GetUtcNow();
        var wanted = await alone.SetTask(ana.Id, start.AddHours(5), remindAt: start.AddHours(4));
        var done = await alone.SetTask(ana.Id, start.AddHours(5), remindAt: start.AddHours(4));
        var moved = await alone.SetTask(ana.Id, start.AddHours(5), remindAt: start.AddHours(4));
        await alone.Post<TaskResponse>($"{Path}/{done.Id}/complete", new { });
        await alone.Put<TaskResponse>($"{Path}/{moved.Id}",
            new { subject = "Later", dueAt = start.AddHours(9), remindAt = start.AddHours(8), assigneeId = ben.Id });
        Assert.Empty((await alone.Get<Page<ReminderResponse>>(Reminders)).Items);

        alone.Clock.Advance(TimeSpan.FromHours(4.1));
        var given = await Eventually.Get(() => alone.Get<Page<ReminderResponse>>(Reminders), page => page.Items.Count > 0);
        var first = Assert.Single(given.Items);
        Assert.Equal((wanted.Id, (Guid?)ana.Id, wanted.RemindAt!.Value), (first.TaskId, first.RepresentativeId, first.RemindAt));

        // Setting the same reminder time again after the reminder gives no second reminder.
        await alone.Put<TaskResponse>($"{Path}/{wanted.Id}",
            new { subject = "Call back", dueAt = start.AddHours(5), remindAt = wanted.RemindAt, assigneeId = ana.Id });
        alone.Clock.Advance(TimeSpan.FromHours(4));
        var both = await Eventually.Get(() => alone.Get<Page<ReminderResponse>>(Reminders), page => page.Items.Count > 1);
        Assert.Equal([moved.Id, wanted.Id], both.Items.Select(reminder => reminder.TaskId));
        Assert.Equal(moved.Id, (await alone.Get<Page<ReminderResponse>>($"{Reminders}?representativeId={ben.Id}")).Items.Single().TaskId);
        await alone.Post<ReminderResponse>($"{Reminders}/{first.Id}/dismiss", new { });
        Assert.Equal(moved.Id, (await alone.Get<Page<ReminderResponse>>($"{Reminders}?dismissed=false")).Items.Single().TaskId);
    }

    [Theory]
    [InlineData("\"assigneeId\":\"00000000-0000-0000-0000-000000000001\"", 422, "assignee-not-found")]
    [InlineData("\"dueAt\":\"9999-12-31T23:59:59Z\"", 422, "due-out-of-range")]
    [InlineData("\"remindAt\":\"0001-01-01T00:00:00Z\"", 422, "due-out-of-range")]
    [InlineData("\"record\":{\"kind\":\"opportunity\",\"id\":\"00000000-0000-0000-0000-000000000001\"}", 422, "record-not-found")]
    [InlineData("\"record\":{\"kind\":\"planet\",\"id\":\"00000000-0000-0000-0000-000000000001\"}", 400, "malformed-request")]
    [InlineData("\"subject\":\"\"", 400, "validation-failed")]
    [InlineData("\"state\":\"done\"", 400, "malformed-request")]
    public async Task A_hostile_task_is_refused_by_its_own_code_and_leaves_no_row(string field, int status, string code)
    {
        var note = Steps.New("note");
        var name = field[..field.IndexOf(':', StringComparison.Ordinal)];
        var fields =
            new List<string> { "\"subject\":\"Call\"", "\"dueAt\":\"2026-12-24T00:00:00Z\"", $"\"assigneeId\":\"{ana}\"",
                $"\"note\":\"{note}\"" };
        fields.RemoveAll(one => one.StartsWith(name, StringComparison.Ordinal));
        Assert.Equal(code, (await sales.PostRaw(Path, $"{{{string.Join(',', fields.Append(field))}}}").Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"tasks where note = '{note}'"));
    }

    /// <summary>Finds the next step with the query that the entry requirement of a stage uses.</summary>
    private async Task<Guid?> NextStepOf(Guid opportunity)
    {
        await using var scope = sales.Services.CreateAsyncScope();
        return (await NextStep.Of(scope.ServiceProvider.GetRequiredService<SalesDb>(), opportunity).SingleOrDefaultAsync())?.Id;
    }
}
