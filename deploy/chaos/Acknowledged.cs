using System.Threading.Channels;

namespace Funnel.Chaos;

/// <summary>A fact that the system has acknowledged. It must be in the journal exactly once.</summary>
/// <param name="Type">The type of the event.</param>
/// <param name="Subject">The id of the subject of the event.</param>
public readonly record struct Promise(string Type, Guid Subject);

/// <summary>The journal of the load. A promise counts once it is on the disk, before the person takes the next step.</summary>
public sealed class Acknowledged : IAsyncDisposable
{
    private readonly Channel<(Promise Promise, TaskCompletionSource Done)> entries =
        Channel.CreateUnbounded<(Promise, TaskCompletionSource)>();
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

    /// <summary>Promises that arrive during a write share the next write.</summary>
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
