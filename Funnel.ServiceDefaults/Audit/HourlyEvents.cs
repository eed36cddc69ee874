using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Records security events that repeat with each request, such as the tokens of an API client. The audit log gets the first of each
/// hour: one line for each actor, action and record. Each replica counts for itself.
/// </summary>
public sealed class HourlyEvents
{
    private readonly ConcurrentDictionary<(string Actor, string Action, string Entity, string EntityId), long> recorded = new();
    private long hour;

    /// <summary>Records that the caller takes many records out of the service, as a file or page by page.</summary>
    public Task RecordExport(
        Actor? actor, string entity, string id, DbContext db, DateTimeOffset now, CancellationToken cancellation) =>
        Record(AuditEntry.Event(actor ?? Actor.Anonymous, "exported", entity, id, null, now), db, cancellation);

    /// <summary>Saves the line, unless this hour has such a line already.</summary>
    public async Task Record(AuditEntry line, DbContext db, CancellationToken cancellation)
    {
        var (now, key) = (line.At.UtcTicks / TimeSpan.TicksPerHour, (line.Actor, line.Action, line.Entity, line.EntityId));
        if (recorded.TryGetValue(key, out var at) && at == now)
        {
            return;
        }

        db.Add(line);
        await db.SaveChangesAsync(cancellation);
        if (hour != now)
        {
            hour = now;
            recorded.Clear();
        }

        recorded[key] = now;
    }
}
