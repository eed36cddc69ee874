using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Funnel.Sales.Tests.Imports;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>The limits for request bodies. The tests use Kestrel, because only the real web server counts the bytes.</summary>
public sealed class BodyLimitsTests
{
    private const string Accounts = "/api/sales/v1/accounts", Batch = "/api/sales/v1/opportunities/batch";

    /// <summary>The uploads of which the database has received rows and that are not committed.</summary>
    private const string Copying = "pg_stat_progress_copy where relid = 'import_records'::regclass and tuples_processed > 0";

    [Fact]
    public async Task A_body_may_be_as_large_as_its_route_allows_with_or_without_a_length()
    {
        await using var sales = await ServiceUnderTest<Program, SalesDb>.StartOverHttp("sales");
        foreach (var isChunked in new[] { false, true })
        {
            Assert.Equal("request-too-large", (await Send(Accounts, Account(BodyLimits.Ordinary + 1), isChunked).Refused(413)).Code);
            // Kestrel also counts the headers of the chunks, so the body is a tenth below the limit.
            using var fits = await Send(Accounts, Account(BodyLimits.Ordinary * 9 / 10), isChunked);
            Assert.True(fits.IsSuccessStatusCode, $"{fits.StatusCode}");
            // A bulk route accepts a larger body, but it has a limit too.
            Assert.Equal("validation-failed",
                (await Send(Batch, Padded("{\"items\":[]}", BodyLimits.Bulk * 9 / 10), isChunked).Refused(400)).Code);
            Assert.Equal("request-too-large",
                (await Send(Batch, Padded("{\"items\":[]}", BodyLimits.Bulk + 1), isChunked).Refused(413)).Code);
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
    public async Task An_upload_may_be_larger_than_a_batch_and_has_a_limit_too()
    {
        await using var sales = await ServiceUnderTest<Program, SalesDb>.StartOverHttp("sales");
        var file = Encoding.UTF8
            .GetBytes("externalId,account,amount,currency,expectedCloseDate\n".PadRight((int)BodyLimits.Bulk + 1024, '\n'));
        using var taken = await sales.Send(file);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal("request-too-large", (await Send(BodyLimits.File + 1).Refused(413)).Code);
        Assert.Equal(1, await sales.Count("imports"));

        Task<HttpResponseMessage> Send(long length)
        {
            // The announced length is enough for the refusal. No body is sent.
            var request = new HttpRequestMessage(HttpMethod.Post, ImportSteps.Path) { Content = new StreamContent(Stream.Null) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            request.Content.Headers.ContentLength = length;
            request.Headers.ExpectContinue = true;
            return sales.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task An_interrupted_upload_leaves_nothing_behind()
    {
        await using var sales = await ServiceUnderTest<Program, SalesDb>.StartOverHttp("sales");
        var line = string.Concat(Enumerable.Range(0, 5000).Select(number => $"{number},A,1,EUR,2030-01-01\n"));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{ImportSteps.Path}?unassigned=true")
        {
            Content =
                new StreamContent(
                    new Cut(Encoding.UTF8.GetBytes($"externalId,account,amount,currency,expectedCloseDate\n{line}"),
                        async () => await Eventually.Get(() => sales.Count(Copying), count => count > 0))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        await Assert.ThrowsAnyAsync<Exception>(() => sales.Http.SendAsync(request, TestContext.Current.CancellationToken));
        await Eventually.Get(() => sales.Count(Copying), count => count == 0);
        Assert.Equal((0, 0), (await sales.Count("import_records"), await sales.Count("imports")));
    }

    /// <summary>A body that fails at its end, after the service has stored the first part.</summary>
    private sealed class Cut(byte[] bytes, Func<Task> arrived) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                await arrived();
                throw new IOException("The line is cut.");
            }

            return read;
        }
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
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

    private static byte[] Account(long bytes) => Padded("{\"name\":\"Limit\",\"unassigned\":true}", bytes);

    /// <summary>Fills a JSON object with blanks up to the given length.</summary>
    private static byte[] Padded(string json, long bytes) => Encoding.UTF8.GetBytes(json[..^1].PadRight((int)bytes - 1) + "}");
}
