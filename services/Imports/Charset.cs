using System.Text;

namespace Funnel.Imports;

/// <summary>Finds the charset of a file and makes a stream of UTF-8 from it.</summary>
/// <remarks>
/// The byte order mark decides, else the declared charset, else the zero bytes of UTF-16. A file without any of them is UTF-8, or
/// Windows-1252 if its records are not valid UTF-8; <see cref="CsvReader"/> sees that.
/// </remarks>
public static class Charset
{
    private const int HeadLength = 4096;

    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xFF, 0xFE, 0, 0], Encoding.UTF32), ([0, 0, 0xFE, 0xFF], new UTF32Encoding(true, false)),
        ([0xEF, 0xBB, 0xBF], Encoding.UTF8), ([0xFF, 0xFE], Encoding.Unicode), ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    /// <returns>The encoding with this IANA name, such as <c>windows-1250</c>. Null if no encoding has this name.</returns>
    public static Encoding? Find(string name)
    {
        name = name.Trim().Trim('"').ToLowerInvariant();
        if (name is "utf-7")
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // The only way in which .NET says that it does not know the name.
            return null;
        }
    }

    /// <returns>The file in UTF-8, and whether something said which charset the file has.</returns>
    public static async Task<(Stream Text, bool IsKnown)> ToUtf8(Stream file, Encoding? declared, CancellationToken cancellation)
    {
        var head = new byte[HeadLength];
        var length = await file.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellation);
        var (mark, encoding) = Marks.FirstOrDefault(one => head.AsSpan(0, length).StartsWith(one.Mark));
        encoding ??= declared ?? OfZeros(head.AsSpan(0, length));
        var skipped = mark?.Length ?? 0;
        var whole = new Rejoined(head.AsMemory(skipped, length - skipped), file);
        return encoding is null or UTF8Encoding
            ? (whole, encoding is not null)
            : (Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8), true);
    }

    /// <summary>Most letters of Western text are a zero byte and another byte in UTF-16.</summary>
    private static Encoding? OfZeros(ReadOnlySpan<byte> head)
    {
        var (even, odd) = (0, 0);
        for (var at = 0; at < head.Length; at++)
        {
            (even, odd) = head[at] != 0 ? (even, odd) : at % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        }

        return odd > head.Length / 4 && even <= odd / 10 ? Encoding.Unicode
            : even > head.Length / 4 && odd <= even / 10 ? Encoding.BigEndianUnicode
            : null;
    }

    /// <summary>The beginning of a stream that was read already, and the rest of the stream.</summary>
    private sealed class Rejoined(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> head = head;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (head.IsEmpty)
            {
                return await rest.ReadAsync(buffer, cancellationToken);
            }

            var length = Math.Min(head.Length, buffer.Length);
            head[..length].CopyTo(buffer);
            head = head[length..];
            return length;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
