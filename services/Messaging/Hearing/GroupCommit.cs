using System.Threading.Channels;

namespace Funnel.Messaging;

/// <summary>
/// Lets concurrent work share a commit: while one batch is committed, the next one gathers. So a single request waits for no
/// other, and many requests wait for few commits. After a batch of several items the next one gathers a moment longer, because
/// the same callers come again, and a larger batch costs less for each item.
/// </summary>
/// <remarks>If a batch fails, each of its items is committed alone, so that one bad item does not harm the others.</remarks>
public sealed class GroupCommit<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Entry> entries;
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> commit;
    private readonly CancellationTokenSource stop = new();
    private readonly int largest;
    private readonly TimeSpan gather;
    private readonly Task worker;

    /// <param name="largest">The largest number of items in one commit.</param>
    /// <param name="gather">The time for which the next batch gathers after a batch of several items.</param>
    /// <param name="commit">Commits a batch and returns the result of each item, in their order.</param>
    public GroupCommit(int largest, TimeSpan gather, Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> commit)
    {
        (this.largest, this.gather) = (largest, gather);
        this.commit = commit;
        entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
        // The trace of the first caller must not become the trace of all work.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            worker = Task.Run(Work);
        }
    }

    /// <summary>Commits the item. The task completes when the item is durable.</summary>
    public Task<TResult> Add(TItem item)
    {
        var entry = new Entry(item);
        return entries.Writer.TryWrite(entry)
            ? entry.Done.Task
            : Task.FromException<TResult>(new OperationCanceledException("The service is stopping."));
    }

    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await stop.CancelAsync();
        await worker;
        stop.Dispose();
    }

    private async Task Work()
    {
        var batch = new List<Entry>(largest);
        while (await entries.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < largest && entries.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            if (!await TryCommit(batch, last: batch.Count == 1))
            {
                foreach (var entry in batch)
                {
                    await TryCommit([entry], last: true);
                }
            }

            if (batch.Count > 1 && batch.Count < largest && !stop.IsCancellationRequested)
            {
                await Task.Delay(gather);
            }
        }
    }

    private async Task<bool> TryCommit(List<Entry> batch, bool last)
    {
        try
        {
            var results = await commit([.. batch.Select(entry => entry.Item)], stop.Token);
            for (var at = 0; at < batch.Count; at++)
            {
                batch[at].Done.TrySetResult(results[at]);
            }

            return true;
        }
        catch (Exception failure)
        {
            if (last)
            {
                batch[0].Done.TrySetException(failure);
            }

            return false;
        }
    }

    private sealed record Entry(TItem Item)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
