using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

internal static class DismissReminder
{
    public static async Task<Results<Ok<ReminderResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (await db.Reminders.FindAsync([id], cancellation) is not { } reminder)
        {
            return TaskRefusals.ReminderNotFound.ToProblem();
        }

        reminder.Dismiss(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(await ListReminders.Show(db, db.Reminders.Where(one => one.Id == id)).SingleAsync(cancellation));
    }
}
