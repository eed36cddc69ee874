using System.Buffers;
using System.Text;
using CsCheck;

namespace Funnel.Imports.Tests;

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
            Assert.Equal(records, read.Skip(1).Select(record => record.Fields!));
        });

    [Fact]
    public void An_unreadable_record_fails_only_its_own_line()
    {
        var read = Read([.. "a,b\n1,\"open\n2,two\n3,\"x\"y\n"u8, .. "4,caf"u8, 0xE9, .. "\n5,nul\0\n6,six"u8], 7);
        Assert.Equal(["", "import-text-behind-quote", "", "import-text-behind-quote", "import-not-utf8", "import-text-unclean", ""],
            read.Select(record => record.Fault?.Code ?? ""));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], read.Select(record => record.Line));
        Assert.Equal(["2", "two"], read[2].Fields!);
        Assert.Equal(["6", "six"], read[6].Fields!);

        var open = Read([.. "a,b\n1,\"open\n2,two\n3,three"u8], 7);
        Assert.Equal(["", "import-quote-not-closed", "", ""], open.Select(record => record.Fault?.Code ?? ""));
        Assert.Equal([["2", "two"], ["3", "three"]], open[2..].Select(record => record.Fields!));
    }

    [Fact]
    public void A_too_long_field_fails_its_line_and_the_next_line_is_read()
    {
        var enormous = new string('x', 3 * CsvReader.LongestRecord);
        foreach (var field in new[] { enormous, $"\"{enormous}", $"\"{enormous}\"" })
        {
            var read = Read(Encoding.UTF8.GetBytes($"a,b\n1,{field}\n2,two\n"), 10_000);
            Assert.Equal(["", "import-record-too-long", ""], read.Select(record => record.Fault?.Code ?? ""));
            Assert.Equal(["2", "two"], read[2].Fields!);
            Assert.Equal(3, read[2].Line);
        }

        // An open quote makes a record of many lines too long. The reader must still find the valid line after it.
        var lines = string.Concat(Enumerable.Repeat("text of a line\n", CsvReader.LongestRecord / 10));
        var many = Read(Encoding.UTF8.GetBytes($"a,b\n1,\"{lines}\n2,two\n"), 10_000);
        Assert.Equal("import-record-too-long", many[1].Fault!.Code);
        Assert.Equal(["2", "two"], many[^1].Fields!);
    }

    [Theory]
    [InlineData("a;b,c;d\n", 3)]
    [InlineData("a\tb\tc\n", 3)]
    [InlineData("a,b\n", 2)]
    [InlineData("a", 1)]
    [InlineData("\"a\";\"notes, long, many, commas\"\n", 2)]
    [InlineData("\"a\",\"b;c;d;e\",\"f\ng;h;i;j\"\n", 3)]
    [InlineData("\"a\",\"the \"\";;;\"\" sign\"\n", 2)]
    [InlineData("size 5\",b;c,d\n", 3)]
    [InlineData("sep=;\na,b,c,d;e\n", 2)]
    [InlineData("\"sep=;\"\na,b,c,d;e\n", 2)]
    [InlineData("sep=\t\r\na,b\tc\r\n", 2)]
    [InlineData("a|b|c\n", 3)]
    public void The_separator_is_the_most_frequent_one_in_the_header(string file, int columns) =>
        Assert.Equal(columns, Read(Encoding.UTF8.GetBytes(file), 100).Single().Fields!.Length);

    [Fact]
    public void A_line_that_names_the_separator_counts_as_a_line() =>
        Assert.Equal([2, 3], Read([.. Encoding.UTF8.Preamble, .. "sep=;\na;b\n1;2\n"u8], 3).Select(record => record.Line));

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
