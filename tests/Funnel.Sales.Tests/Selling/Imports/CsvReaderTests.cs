using System.Buffers;
using System.Text;
using CsCheck;
using Funnel.Sales.Imports;

namespace Funnel.Sales.Tests.Imports;

public sealed class CsvReaderTests
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",;\t\r\n");
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char["abc ,;\t\"\r\näß€"], 0, 12], Gen.String[Gen.Char["\"\r\n,"], 0, 4], Gen.Const("=cmd|' /C calc'!A0"),
        Gen.Const(""));

    [Fact]
    public void Every_written_file_is_read_with_its_lines_in_chunks_of_any_size() =>
        Gen.Select(Text.Array[2, 4].Array[0, 20], Gen.Char[",;\t"], Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("\r")),
            Gen.Bool, Gen.Int[1, 40]).Sample((records, separator, newline, hasMark, piece) =>
        {
            var (file, lines, line) = (new StringBuilder($"a{separator}b{newline}"), new List<int>(), 2);
            foreach (var record in records)
            {
                var text =
                    string.Join(separator,
                        record.Select(field => field.AsSpan().ContainsAny(Special) || record.All(one => one.Length == 0)
                            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                            : field));
                lines.Add(line);
                file.Append(text).Append(newline);
                line += 1 + Lines(text);
            }

            var read = Read([.. hasMark ? Encoding.UTF8.Preamble : default, .. Encoding.UTF8.GetBytes(file.ToString())], piece);
            Assert.Equal(lines, read.Skip(1).Select(record => record.Line));
            Assert.Equal(records, read.Skip(1).Select(record => record.Fields.Value!));
        });

    [Fact]
    public void An_unreadable_record_fails_only_its_own_line()
    {
        var read = Read([.. "a,b\n1,\"open\n2,two\n3,\"x\"y\n"u8, .. "4,caf"u8, 0xE9, .. "\n5,nul\0\n6,six"u8], 7);
        Assert.Equal(["", "import-text-behind-quote", "", "import-text-behind-quote", "import-not-utf8", "import-text-unclean", ""],
            read.Select(record => record.Fields.Refusal?.Code ?? ""));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], read.Select(record => record.Line));
        Assert.Equal(["2", "two"], read[2].Fields.Value!);
        Assert.Equal(["6", "six"], read[6].Fields.Value!);

        var open = Read([.. "a,b\n1,\"open\n2,two\n3,three"u8], 7);
        Assert.Equal(["", "import-quote-not-closed", "", ""], open.Select(record => record.Fields.Refusal?.Code ?? ""));
        Assert.Equal([["2", "two"], ["3", "three"]], open[2..].Select(record => record.Fields.Value!));
    }

    [Fact]
    public void A_too_long_field_fails_its_line_and_the_next_line_is_read()
    {
        var enormous = new string('x', 3 * CsvReader.LongestRecord);
        foreach (var field in new[] { enormous, $"\"{enormous}", $"\"{enormous}\"" })
        {
            var read = Read(Encoding.UTF8.GetBytes($"a,b\n1,{field}\n2,two\n"), 10_000);
            Assert.Equal(["", "import-record-too-long", ""], read.Select(record => record.Fields.Refusal?.Code ?? ""));
            Assert.Equal(["2", "two"], read[2].Fields.Value!);
            Assert.Equal(3, read[2].Line);
        }

        // An open quote makes a record of many lines too long. The reader must still find the valid line after it.
        var lines = string.Concat(Enumerable.Repeat("text of a line\n", CsvReader.LongestRecord / 10));
        var many = Read(Encoding.UTF8.GetBytes($"a,b\n1,\"{lines}\n2,two\n"), 10_000);
        Assert.Equal("import-record-too-long", many[1].Fields.Refusal!.Code);
        Assert.Equal(["2", "two"], many[^1].Fields.Value!);
    }

    [Theory]
    [InlineData("a;b,c;d\n", 3)]
    [InlineData("a\tb\tc\n", 3)]
    [InlineData("a,b\n", 2)]
    [InlineData("a", 1)]
    public void The_separator_is_the_most_frequent_one_in_the_header(string file, int columns) =>
        Assert.Equal(columns, Read(Encoding.UTF8.GetBytes(file), 100).Single().Fields.Value!.Length);

    private static int Lines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(character => character is '\r' or '\n');

    private static List<CsvRecord> Read(byte[] file, int piece)
    {
        var (reader, records) = (new CsvReader(new Trickle(file, piece)), new List<CsvRecord>());
        while (reader.Read(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } record)
        {
            records.Add(record);
        }

        Assert.Equal(file.Length, reader.Bytes);
        return records;
    }

    /// <summary>A stream that returns at most <paramref name="piece"/> bytes per read.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
