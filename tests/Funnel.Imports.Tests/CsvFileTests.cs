using System.Text;

namespace Funnel.Imports.Tests;

public sealed class CsvFileTests
{
    private const string Text = "Name;Größe;€\nMüller;1;2\n";

    public static TheoryData<string, bool> Charsets => new()
    {
        { "utf-8", true }, { "utf-8", false }, { "utf-16le", true }, { "utf-16le", false }, { "utf-16be", true }, { "utf-16be", false },
        { "utf-32le", true }, { "windows-1252", false },
    };

    [Theory, MemberData(nameof(Charsets))]
    public async Task A_file_is_read_in_the_charset_of_its_mark_or_of_its_bytes(string charset, bool hasMark)
    {
        var encoding = Charset.Find(charset)!;
        var file = await Open([.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)]);
        Assert.Equal(["Name", "Größe", "€"], file!.Columns);
        Assert.Equal(["Müller", "1", "2"], (await file.Read(default))!.Fields!);
    }

    [Fact]
    public async Task A_declared_charset_is_used_and_a_mark_overrules_it()
    {
        var czech = Charset.Find("windows-1250")!;
        Assert.Equal(["Škoda"], (await Open(czech.GetBytes("Škoda\n"), new(czech)))!.Columns);
        Assert.Equal(["Škoda"], (await Open([.. Encoding.UTF8.Preamble, .. "Škoda\n"u8], new(czech)))!.Columns);
        Assert.Null(Charset.Find("no-such-charset"));
        Assert.Null(Charset.Find("utf-7"));
    }

    [Fact]
    public async Task The_first_letter_beyond_ascii_decides_between_UTF_8_and_Windows_1252()
    {
        var file = (await Open([.. "a\ncaf"u8, 0xE9, .. "\ncafé\n"u8]))!;
        Assert.Equal("café", (await file.Read(default))!.Fields![0]);
        Assert.Equal("café", (await file.Read(default))!.Fields![0]);
        file = (await Open([.. "a\ncafé\ncaf"u8, 0xE9, .. "\n"u8]))!;
        Assert.Equal("café", (await file.Read(default))!.Fields![0]);
        Assert.Equal("import-not-utf8", (await file.Read(default))!.Fault!.Code);
    }

    [Fact]
    public async Task Columns_without_a_name_or_with_the_same_name_are_named_by_their_position()
    {
        var file = (await Open("id,,Name,name,\"\n\",id\n1,2,3,4,5,6\n"u8.ToArray()))!;
        Assert.Equal(["id", "column 2", "Name", "name (column 4)", "column 5", "id (column 6)"], file.Columns);
    }

    [Fact]
    public async Task A_separator_at_the_end_of_each_line_is_accepted_and_a_value_too_many_is_not()
    {
        var file = (await Open("a,b\n1,2,\n1,2,,\n1,2,3\n1\n"u8.ToArray()))!;
        Assert.Equal(["1", "2"], (await file.Read(default))!.Fields!);
        Assert.Equal(["1", "2"], (await file.Read(default))!.Fields!);
        Assert.Equal("The record has 3 fields. The header has 2 columns. Write one field for each column.",
            (await file.Read(default))!.Fault!.Detail);
        Assert.Equal(new(5, RecordFault.Uneven(1, 2)), await file.Read(default));
    }

    [Fact]
    public async Task Marks_inside_a_file_that_was_put_together_are_dropped()
    {
        var file = (await Open(Encoding.UTF8.GetBytes("\uFEFFa,b\n1,2\n\uFEFF\"3\",\"\uFEFF4\"\n")))!;
        Assert.Equal(["1", "2"], (await file.Read(default))!.Fields!);
        Assert.Equal(["3", "4"], (await file.Read(default))!.Fields!);
    }

    [Fact]
    public async Task Hundreds_of_columns_are_read()
    {
        var names = Enumerable.Range(0, 900).Select(at => $"c{at}").ToArray();
        var file = (await Open(Encoding.UTF8.GetBytes($"{string.Join(',', names)}\n{new string(',', 899)}\n")))!;
        Assert.Equal(names, file.Columns);
        Assert.Equal(900, (await file.Read(default))!.Fields!.Length);
    }

    private static Task<CsvFile?> Open(byte[] file, CsvFormat? format = null) =>
        CsvFile.Open(new MemoryStream(file), format ?? new(), TestContext.Current.CancellationToken);
}
