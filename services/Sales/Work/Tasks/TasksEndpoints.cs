using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

internal static class TasksEndpoints
{
    public static void AddTasks(this WebApplicationBuilder builder) => builder.Services.WhenDue<RemindOfTask>(RemindOfTask.Timer);

    public static void MapTasks(this WebApplication app)
    {
        var tasks = app.MapGroup("/api/sales/v1/tasks").WithTags("Tasks").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        tasks.MapGet("/", ListTasks.Handle).WithSummary("Lists tasks by due time; the first open task of an opportunity is its next step");
        tasks.MapGet("/{id:guid}", ListTasks.Show).Versioned<SalesDb, SalesTask>().WithSummary("Shows a task");
        tasks.MapPost("/", SetTask.Handle).WithSummary("Creates a task, with or without a reminder");
        tasks.MapPut("/{id:guid}", ChangeTask.Handle).Versioned<SalesDb, SalesTask>().WithSummary("Changes an open task");
        tasks.MapPost("/{id:guid}/complete", CloseTask.Complete).Versioned<SalesDb, SalesTask>().WithSummary("Completes a task");
        tasks.MapPost("/{id:guid}/cancel", CloseTask.Cancel).Versioned<SalesDb, SalesTask>().WithSummary("Cancels a task");

        var reminders = app.MapGroup("/api/sales/v1/reminders").WithTags("Tasks").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        reminders.MapGet("/", ListReminders.Handle).WithSummary("Lists reminders, newest first");
        reminders.MapPost("/{id:guid}/dismiss", DismissReminder.Handle).WithSummary("Dismisses a reminder");
    }
}
