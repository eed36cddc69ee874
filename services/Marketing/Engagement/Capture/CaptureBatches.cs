using System.Diagnostics;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Capture;

/// <summary>Lets concurrent captures share a commit. Each capture is answered when its own rows are durable.</summary>
/// <remarks>
/// The captures of one batch see each other, as the items of a bulk request do: a person who comes twice is one lead, and a
/// refused capture affects no other. A batch can fail as a whole: another replica was faster, a row is locked, a value cannot be
/// stored. Then each request captures alone, so that only the request at fault waits.
/// </remarks>
internal sealed partial class CaptureBatches : IAsyncDisposable
{
    private const int LargestBatch = 256;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    /// <summary>A batch waits for a locked row no longer than this, because all its other captures wait too.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(300);

    private readonly GroupCommit<(CaptureLeadRequest Request, Actor? Actor, Activity? Trace), Result<CapturedLead>?> group;
    private readonly IServiceScopeFactory scopes;
    private readonly Outbox outbox;
    private readonly BulkInsert insert;
    private readonly ILogger log;

    public CaptureBatches(IServiceScopeFactory scopes, Outbox outbox, BulkInsert insert, ILogger<CaptureBatches> log)
    {
        (this.scopes, this.outbox, this.insert, this.log) = (scopes, outbox, insert, log);
        group = new(LargestBatch, Gather, Commit);
    }

    /// <returns>Null if the batch failed and wrote nothing.</returns>
    public Task<Result<CapturedLead>?> Share(CaptureLeadRequest request, Actor? actor) => group.Add((request, actor, Activity.Current));

    /// <summary>Captures one request in its own context and its own transaction.</summary>
    public async Task<Result<CapturedLead>> Alone(CaptureLeadRequest request, Actor? actor, MarketingDb db, CancellationToken cancellation)
    {
        var session = await CaptureSession.Load([request], db, outbox, cancellation);
        var result = session.Capture(request, actor, outbox.Clock.GetUtcNow());
        await session.Save(new BulkSave(db, outbox, insert), cancellation);
        return result;
    }

    public ValueTask DisposeAsync() => group.DisposeAsync();

    private async Task<IReadOnlyList<Result<CapturedLead>?>> Commit(
        IReadOnlyList<(CaptureLeadRequest Request, Actor? Actor, Activity? Trace)> items, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MarketingDb>();
            var session = await CaptureSession.Load([.. items.Select(item => item.Request)], db, outbox, stopping);
            var now = outbox.Clock.GetUtcNow();
            var results = new Result<CapturedLead>?[items.Count];
            for (var at = 0; at < items.Count; at++)
            {
                // Each fact belongs to the trace of its own request.
                Activity.Current = items[at].Trace;
                results[at] = session.Capture(items[at].Request, items[at].Actor, now);
            }

            Activity.Current = null;
            await session.Save(new BulkSave(db, outbox, insert, LockTimeout), stopping);
            return results;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogAlone(items.Count, failure.GetBaseException().Message);
            return new Result<CapturedLead>?[items.Count];
        }
    }

    [LoggerMessage(LogLevel.Information, "A batch of {Count} captures failed; each captures alone. Reason: {Reason}")]
    private partial void LogAlone(int count, string reason);
}
