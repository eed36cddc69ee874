using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Funnel.Flows.Tests;

/// <summary>Receives OTLP and keeps the bodies. Protobuf holds texts as they are, so the bodies can be searched.</summary>
public sealed class Sink : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<(string Kind, byte[] Body)> received = new();

    public Sink()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        _ = Task.Run(Listen);
    }

    public Uri Address { get; }

    /// <summary>All bodies of a kind: traces, metrics or logs.</summary>
    public string All(string kind) =>
        string.Join('\n', received.Where(one => one.Kind == kind).Select(one => Encoding.UTF8.GetString(one.Body)));

    public void Dispose() => listener.Close();

    private async Task Listen()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await (context.Request.Headers["Content-Encoding"] == "gzip"
                    ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress)
                    : context.Request.InputStream).CopyToAsync(body);
                received.Enqueue((context.Request.Url!.Segments[^1], body.ToArray()));
                context.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
