using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Funnel.Messaging;

/// <summary>The service as a publisher: its name, its clock, and the bell that its readers of the journal wait for.</summary>
public sealed class Outbox(string service, TimeProvider clock)
{
    private readonly ConcurrentBag<Channel<bool>> listeners = [];

    /// <summary>The service's name, which begins its routes, queues and events.</summary>
    public string Service => service;

    public string Source { get; } = $"/funnel/{service}";

    public TimeProvider Clock => clock;

    /// <summary>Rings the bell: facts were committed by this process.</summary>
    public void Wake()
    {
        foreach (var listener in listeners)
        {
            listener.Writer.TryWrite(true);
        }
    }

    /// <summary>A bell that remembers one ring.</summary>
    internal ChannelReader<bool> Listen()
    {
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        listeners.Add(bell);
        return bell.Reader;
    }
}
