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
        tasks.MapGet("/", ListTasks.Handle).WithSummary("Lists tasks, what is due first comes first: an opportunity's first open one is its next step");
        tasks.MapGet("/{id:guid}", ListTasks.One).Versioned<SalesDb, SalesTask>().WithSummary("Shows a task");
        tasks.MapPost("/", SetTask.Handle).WithSummary("Sets somebody a task, and when to be reminded of it");
        tasks.MapPut("/{id:guid}", SetTask.Change).Versioned<SalesDb, SalesTask>().WithSummary("Changes an open task");
        tasks.MapPost("/{id:guid}/complete", CloseTask.Complete).Versioned<SalesDb, SalesTask>().WithSummary("Says that a task is done");
        tasks.MapPost("/{id:guid}/cancel", CloseTask.Cancel).Versioned<SalesDb, SalesTask>().WithSummary("Says that a task is not to be done any more");

        var reminders = app.MapGroup("/api/sales/v1/reminders").WithTags("Tasks").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        reminders.MapGet("/", ListReminders.Handle).WithSummary("Lists what somebody was reminded of, newest first");
        reminders.MapPost("/{id:guid}/dismiss", ListReminders.Dismiss).WithSummary("Says that a reminder was seen");
    }
}
