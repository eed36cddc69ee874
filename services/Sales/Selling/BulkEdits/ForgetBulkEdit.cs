using Funnel.Messaging.Timers;

namespace Funnel.Sales.BulkEdits;

/// <summary>A preview is kept for a day: for as long as somebody may ask again what became of it.</summary>
internal sealed class ForgetBulkEdit(SalesDb db) : IWhenDue
{
    private const string Timer = "bulk-edit-expiry";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public static void Add(IServiceCollection services) => services.WhenDue<ForgetBulkEdit>(Timer);

    public static void Plan(SalesDb db, BulkEdit edit) => db.Schedule(Timer, edit.Id, edit.ExpiresAt + Kept);

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        if (await db.BulkEdits.FindAsync([subject], cancellation) is { } edit)
        {
            db.Remove(edit);
        }
    }
}
