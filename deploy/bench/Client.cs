using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Funnel.Bench;

/// <summary>A request as bytes. It contains a number of ten digits, which is different in each request.</summary>
internal sealed class Request
{
    /// <summary>The placeholder for the number.</summary>
    public const string Number = "##########";

    private readonly byte[] bytes;
    private readonly int[] places;

    public Request(Uri service, string path, string token, string body) : this(string.Create(CultureInfo.InvariantCulture,
        $"POST {path} HTTP/1.1\r\nHost: {service.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: "
            + $"application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"))
    {
    }

    private Request(string text)
    {
        bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<int>();
        for (var at = 0; bytes.AsSpan(at).IndexOf("##########"u8) is >= 0 and var next; at += next + Number.Length)
        {
            found.Add(at + next);
        }

        places = [.. found];
    }

    private Request(Request other) => (bytes, places) = ([.. other.bytes], other.places);

    public static Request Get(Uri service, string path, string token) =>
        new($"GET {path} HTTP/1.1\r\nHost: {service.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n");

    public Request Copy() => new(this);

    public ReadOnlyMemory<byte> With(long number)
    {
        foreach (var place in places)
        {
            Utf8Formatter.TryFormat(number, bytes.AsSpan(place, Number.Length), out _, new('D', (byte)Number.Length));
        }

        return bytes;
    }
}

/// <summary>
/// A connection that sends a request and waits for its response. It uses raw HTTP/1.1 to save CPU, because the load generator shares
/// the cores with the system.
/// </summary>
internal sealed class Client(Socket socket) : IDisposable
{
    private readonly byte[] buffer = new byte[64 * 1024];

    public static async Task<Client> Connect(Uri service)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(service.Host), service.Port);
        return new(socket);
    }

    /// <exception cref="InvalidOperationException">The response is an error. The message holds the response.</exception>
    public async ValueTask Send(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request);
        var received = 0;
        do
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(received));
            received += count > 0 ? count : throw new IOException("The service closed the connection.");
        }
        while (!IsComplete(buffer.AsSpan(0, received)));
        if (buffer[9] != (byte)'2')
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(buffer.AsSpan(0, received)));
        }
    }

    public void Dispose() => socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\r\n\r\n"u8) is not (> 0 and var head))
        {
            return false;
        }

        var name = "\r\nContent-Length: "u8;
        return answer[..head].IndexOf(name) is > 0 and var at && Utf8Parser.TryParse(answer[(at + name.Length)..], out int length, out _)
            ? answer.Length >= head + 4 + length
            : answer.EndsWith("0\r\n\r\n"u8);
    }
}
