using System.Threading.Channels;

namespace Funnel.Messaging;

/// <summary>
/// Lets work in flight share a commit: while one batch is being committed the next one gathers, so that a lone request
/// waits for nobody and many wait for few. After a batch of several the next one gathers a moment longer: those who were just
/// answered come again, and what a commit costs is divided by more.
/// </summary>
/// <remarks>Where a batch fails, each of its items is done alone, so that a bad one harms no other.</remarks>
public sealed class GroupCommit<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Entry> entries;
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> commit;
    private readonly CancellationTokenSource stop = new();
    private readonly int largest;
    private readonly TimeSpan gather;
    private readonly Task worker;

    /// <param name="largest">Items in one commit at the most.</param>
    /// <param name="gather">How long the next batch gathers after one of several.</param>
    /// <param name="commit">Commits a batch and answers each item, in their order.</param>
    public GroupCommit(int largest, TimeSpan gather, Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> commit)
    {
        (this.largest, this.gather) = (largest, gather);
        this.commit = commit;
        entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
        // Whoever happens to be first must not lend its trace to everybody's work.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            worker = Task.Run(Work);
        }
    }

    /// <summary>Answers when the item is durable.</summary>
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
