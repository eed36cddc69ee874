using System.Net.Http.Headers;
using System.Text;
using Funnel.Sales.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

public sealed class UploadedFileTests(SalesFixture fixture)
{
    private const string Header = "externalId,account,amount,currency,stage,expectedCloseDate";

    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_mapping_in_the_body_serves_hundreds_of_columns()
    {
        var key = Steps.New("deal");
        var names = string.Join(',', Enumerable.Range(0, 300).Select(at => $"Extra {at}"));
        var file = $"Record,Company,Worth,Cur,Closing,{names}\n{key},A {key},\"1.234,50\",EUR,31/01/2030{new string(',', 300)}\n";
        const string columns =
            """ "Record": "externalId", "Company": "account", "Worth": "amount", "Cur": "currency", "Closing": "closeDate" """;
        var extra = string.Join(',', Enumerable.Range(0, 300).Select(at => $"\"Extra {at}\": \"-\""));
        var import = await Sent($$"""{"columns": { {{columns}}, {{extra}} }, "unassigned": true}""", file);
        Assert.Equal((1, 0), (import.Added, import.Failed));
        Assert.Equal(["1234.50|2030-01-31"],
            await sales.Rows($"select amount, expected_close_date::text from opportunities where external_id = '{key}'"));
    }

    [Theory]
    [InlineData("utf-16le", true, null)]
    [InlineData("utf-16be", true, null)]
    [InlineData("utf-16le", false, "utf-16le")]
    [InlineData("windows-1252", false, null)]
    public async Task A_file_is_read_in_its_charset(string charset, bool hasMark, string? declared)
    {
        var key = Steps.New("deal");
        var encoding = Encoding.GetEncoding(charset == "windows-1252" ? "latin1" : charset);
        byte[] file = [.. hasMark ? encoding.GetPreamble() : [],
            .. encoding.GetBytes($"{Header.Replace(',', '\t')}\n{key}\tMüller {key}\t100\tEUR\tproposal\t2030-01-31\n")];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{ImportSteps.Path}?unassigned=true");
        request.Content = new ByteArrayContent(file);
        request.Content.Headers.ContentType = new("text/csv") { CharSet = declared };
        var import = await sales.Over((await sales.Http.SendAsync(request).Read<ImportResponse>()).Id);
        Assert.Equal((1, 0), (import.Added, import.Failed));
        Assert.Equal(1, await sales.Count($"accounts where name = 'Müller {key}'"));
    }

    [Fact]
    public async Task A_separator_at_the_end_of_each_line_makes_a_column_that_may_stay_empty()
    {
        var key = Steps.New("deal");
        foreach (var (at, query) in new[] { "", "column=:-", "column=column 7:-" }.Index())
        {
            var import = await sales.Import($"{Header},\n{key}-{at},A {key},100,EUR,proposal,2030-01-31,\n", query);
            Assert.Equal((1, 0), (import.Added, import.Failed));
        }

        var lost = await sales.Import($"{Header},\n{key}-3,A {key},100,EUR,proposal,2030-01-31,note\n");
        Assert.Equal((0, 1), (lost.Added, lost.Failed));
        Assert.Contains("Row 1: Column 7 has no name in the header, and contains 'note'.", (await sales.Errors(lost)).Single());
    }

    [Fact]
    public async Task The_close_date_is_the_day_that_is_written()
    {
        var key = Steps.New("deal");
        string[] dates = ["2027-06-30T21:00:00-05:00", "2027-07-01T00:00:00+02:00", "2027-01-01T05:00:00+13:00", "2027-06-30T23:30:00Z"];
        await sales.Import($"{Header}\n{string.Concat(dates.Select((date, at) => $"{key}-{at},A {key},1,EUR,proposal,{date}\n"))}");
        Assert.Equal(["2027-06-30", "2027-07-01", "2027-01-01", "2027-06-30"], await sales.Rows(
            $"select expected_close_date::text from opportunities where external_id like '{key}%' order by external_id"));
    }

    [Fact]
    public async Task A_mapping_is_saved_under_a_code_and_used_by_it()
    {
        var (code, key) = ($"m-{Guid.CreateVersion7():N}", Steps.New("deal"));
        var path = $"/api/sales/v1/import-mappings/{code}";
        await sales.Put<ImportMappingResponse>(path, new
        {
            columns = new Dictionary<string, string> { ["Record"] = "externalId", ["Company"] = "account", ["Never there"] = "name" },
            otherColumns = "ignore",
            defaults = new { amount = "5", currency = "EUR", expectedCloseDate = "2030-01-01" },
            unassigned = true,
        });
        var file = $"Record;Company;Notes\n{key};A {key};many\n";
        Assert.Equal(1, (await sales.Import(file, $"mapping={code}")).Added);
        Assert.Equal(1, (await Sent(code, file)).Unchanged);
        Assert.Contains(code, await sales.Http.GetStringAsync("/api/sales/v1/import-mappings"));
        Assert.Contains("\"hubspot\"", await sales.Http.GetStringAsync("/api/sales/v1/import-mappings"));
        using var deleted = await sales.Http.DeleteAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("import-mapping-not-found", (await sales.Http.GetAsync(path).Refused(404)).Code);
        Assert.Equal("import-mapping-unknown", (await sales.Send(Encoding.UTF8.GetBytes(file), $"mapping={code}").Refused(422)).Code);
        Assert.Equal("import-mapping-wrong", (await sales.Http.PutAsync(path, Json("""{"columns": {"a": "b"}}""")).Refused(422)).Code);
    }

    [Theory]
    [InlineData("""{"columns": {"a": """, "import-mapping-wrong")]
    [InlineData("""{"colums": {}}""", "import-mapping-wrong")]
    [InlineData("no-such-mapping", "import-mapping-unknown")]
    [InlineData("""{"columns": {"nowhere": "name"}}""", "import-mapping-wrong")]
    [InlineData("""{"timeZone": "Mars"}""", "import-mapping-wrong")]
    [InlineData("""{"columns": {"account": null}}""", "import-mapping-wrong")]
    [InlineData("""{"values": {"stage": null}}""", "import-mapping-wrong")]
    [InlineData("""{"defaults": {"name": "a\u0000b"}}""", "import-mapping-wrong")]
    [InlineData("""{"charset": "klingon"}""", "import-charset-unknown")]
    public async Task A_wrong_mapping_is_refused(string mapping, string code) =>
        Assert.Equal(code, (await Send(mapping, $"{Header}\n").Refused(422)).Code);

    [Fact]
    public async Task The_parts_of_a_body_are_a_mapping_and_then_a_file()
    {
        using var empty = new MultipartFormDataContent { { new StringContent("hubspot"), "mapping" } };
        Assert.Equal("import-parts-wrong", (await sales.Http.PostAsync(ImportSteps.Path, empty).Refused(422)).Code);
        using var other = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        Assert.Equal("import-parts-wrong", (await sales.Http.PostAsync(ImportSteps.Path, other).Refused(422)).Code);
    }

    private async Task<ImportResponse> Sent(string mapping, string file) =>
        await sales.Over((await Send(mapping, file).Read<ImportResponse>()).Id);

    private async Task<HttpResponseMessage> Send(string mapping, string file)
    {
        using var body = new MultipartFormDataContent
        {
            { new StringContent(mapping), "mapping" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "deals.csv" },
        };
        return await sales.Http.PostAsync(ImportSteps.Path, body);
    }

    private static StringContent Json(string text) => new(text, new MediaTypeHeaderValue("application/json"));
}
