using Funnel.Messaging.Timers;

namespace Funnel.Sales.BulkEdits;

/// <summary>Deletes a preview one day after it expired. Until then the caller can ask for its result again.</summary>
internal sealed class DeleteExpiredBulkEdit(SalesDb db) : IWhenDue
{
    private const string Timer = "bulk-edit-expiry";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public static void Add(IServiceCollection services) => services.WhenDue<DeleteExpiredBulkEdit>(Timer);

    public static void Schedule(SalesDb db, BulkEdit edit) => db.Schedule(Timer, edit.Id, edit.ExpiresAt + Kept);

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        if (await db.BulkEdits.FindAsync([subject], cancellation) is { } edit)
        {
            db.Remove(edit);
        }
    }
}
