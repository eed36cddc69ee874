using System.Diagnostics;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>Lets captures in flight share a commit; each is answered when its own is durable.</summary>
/// <remarks>
/// Requests of one batch see each other as the items of a bulk request do, so that one who comes twice is one person, and a
/// refused one harms no other. Where the batch fails as a whole (another replica was faster, a row is locked, a value can't be
/// stored) each of its requests is captured alone, by its own request, so that only the one at fault is held up.
/// </remarks>
internal sealed partial class CaptureBatches : IAsyncDisposable
{
    private const int LargestBatch = 256;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    /// <summary>A batch waits no longer for a locked row: the others in it, and those that gather behind it, want to go on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly GroupCommit<(CaptureLeadRequest Request, Actor? Actor, Activity? Trace), Result<CapturedLead>?> group;
    private readonly IServiceScopeFactory scopes;
    private readonly Outbox outbox;
    private readonly ILogger log;

    public CaptureBatches(IServiceScopeFactory scopes, Outbox outbox, ILogger<CaptureBatches> log)
    {
        (this.scopes, this.outbox, this.log) = (scopes, outbox, log);
        group = new(LargestBatch, Gather, Commit);
    }

    /// <returns>Null where the batch failed and nothing of it was written.</returns>
    public Task<Result<CapturedLead>?> Share(CaptureLeadRequest request, Actor? actor) => group.Add((request, actor, Activity.Current));

    public async Task<Result<CapturedLead>> Alone(CaptureLeadRequest request, Actor? actor, MarketingDb db, CancellationToken cancellation)
    {
        var known = await KnownLeads.Find([request], db, outbox, cancellation);
        var decision = known.Capture(request, actor, outbox.Clock.GetUtcNow());
        await known.Save(cancellation);
        return decision;
    }

    public ValueTask DisposeAsync() => group.DisposeAsync();

    private async Task<IReadOnlyList<Result<CapturedLead>?>> Commit(
        IReadOnlyList<(CaptureLeadRequest Request, Actor? Actor, Activity? Trace)> items, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MarketingDb>();
            var known = await KnownLeads.Find([.. items.Select(item => item.Request)], db, outbox, stopping, Patience);
            var now = outbox.Clock.GetUtcNow();
            var decisions = new Result<CapturedLead>?[items.Count];
            for (var at = 0; at < items.Count; at++)
            {
                // Each fact belongs to the trace of its own request.
                Activity.Current = items[at].Trace;
                decisions[at] = known.Capture(items[at].Request, items[at].Actor, now);
            }

            Activity.Current = null;
            await known.Save(stopping);
            return decisions;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogApart(items.Count, failure.GetBaseException().Message);
            return new Result<CapturedLead>?[items.Count];
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} captures go apart: {Reason}")]
    private partial void LogApart(int count, string reason);
}
