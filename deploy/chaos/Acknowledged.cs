using System.Threading.Channels;

namespace Funnel.Chaos;

/// <summary>What the system promised to have done: a fact that must be in its journal exactly once.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Subject">What it tells of.</param>
public readonly record struct Promise(string Type, Guid Subject);

/// <summary>The load's own journal: a promise counts once it is on the disk, before anything is done that follows from it.</summary>
public sealed class Acknowledged : IAsyncDisposable
{
    private readonly Channel<(Promise Promise, TaskCompletionSource Done)> entries = Channel.CreateUnbounded<(Promise, TaskCompletionSource)>();
    private readonly FileStream file;
    private readonly Task writer;
    private int count;

    public Acknowledged(string path)
    {
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        writer = Task.Run(Write);
    }

    /// <summary>The promises so far.</summary>
    public int Count => Volatile.Read(ref count);

    public Task Add(Promise promise)
    {
        Interlocked.Increment(ref count);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return entries.Writer.TryWrite((promise, done)) ? done.Task : throw new InvalidOperationException("The journal is closed.");
    }

    public static IEnumerable<Promise> Read(string path) =>
        File.ReadLines(path).Select(line => line.Split(' ')).Select(words => new Promise(words[0], Guid.Parse(words[1])));

    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await writer;
        await file.DisposeAsync();
    }

    /// <summary>Promises that come in while the disk is busy share its next turn.</summary>
    private async Task Write()
    {
        var written = new List<TaskCompletionSource>();
        while (await entries.Reader.WaitToReadAsync())
        {
            while (entries.Reader.TryRead(out var entry))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes($"{entry.Promise.Type} {entry.Promise.Subject}\n"));
                written.Add(entry.Done);
            }

            file.Flush(flushToDisk: true);
            written.ForEach(done => done.TrySetResult());
            written.Clear();
        }
    }
}
