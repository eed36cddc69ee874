using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>How large a request may be: by the service's own web server, which counts.</summary>
public sealed class BodyLimitsTests
{
    private const string Accounts = "/api/sales/v1/accounts", Batch = "/api/sales/v1/opportunities/batch";

    [Fact]
    public async Task A_body_is_as_large_as_its_route_allows_whether_its_length_is_told_or_not()
    {
        await using var sales = await ServiceUnderTest<Program, SalesDb>.StartOverHttp("sales");
        foreach (var isChunked in new[] { false, true })
        {
            Assert.Equal("request-too-large", (await Send(Accounts, Account(BodyLimits.Ordinary + 1), isChunked).Refused(413)).Code);
            // Of what comes in chunks, Kestrel counts their heads too.
            using var fits = await Send(Accounts, Account(BodyLimits.Ordinary * 9 / 10), isChunked);
            Assert.True(fits.IsSuccessStatusCode, $"{fits.StatusCode}");
            // A bulk route takes more, and has an end too.
            Assert.Equal("validation-failed", (await Send(Batch, Padded("{\"items\":[]}", BodyLimits.Bulk * 9 / 10), isChunked).Refused(400)).Code);
            Assert.Equal("request-too-large", (await Send(Batch, Padded("{\"items\":[]}", BodyLimits.Bulk + 1), isChunked).Refused(413)).Code);
        }

        Assert.Equal(1, await sales.Count("accounts where name = 'Limit'"));

        Task<HttpResponseMessage> Send(string path, byte[] body, bool isChunked)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(new MemoryStream(body)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TransferEncodingChunked = isChunked;
            request.Headers.ExpectContinue = true;
            return sales.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked()
    {
        await using var sales = await ServiceUnderTest<Program, SalesDb>.StartOverHttp("sales");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Account(BodyLimits.Bulk * 4), TestContext.Current.CancellationToken);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        var sent = await sales.Http.PostAsync(Accounts, content, TestContext.Current.CancellationToken);
        Assert.Equal("identity", sent.Headers.GetValues("Accept-Encoding").Single());
        Assert.Equal("unsupported-media-type", (await Task.FromResult(sent).Refused(415)).Code);
        Assert.Equal(0, await sales.Count("accounts"));
    }

    private static byte[] Account(long bytes) => Padded("{\"name\":\"Limit\"}", bytes);

    /// <summary>Blanks between its braces.</summary>
    private static byte[] Padded(string json, long bytes) => Encoding.UTF8.GetBytes(json[..^1].PadRight((int)bytes - 1) + "}");
}
