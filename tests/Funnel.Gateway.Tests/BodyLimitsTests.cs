using System.Net;
using System.Net.Http.Headers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.Gateway.Tests;

/// <summary>The limits for request bodies in the gateway and in a service behind it.</summary>
public sealed class BodyLimitsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/api/sales/v1/things", BodyLimits.Ordinary, false, 200)]
    [InlineData("/api/sales/v1/things", BodyLimits.Ordinary * 9 / 10, true, 200)]
    [InlineData("/api/sales/v1/things", BodyLimits.Ordinary + 1, false, 413)]
    [InlineData("/api/sales/v1/things", BodyLimits.Ordinary + 1, true, 413)]
    [InlineData("/api/sales/v1/things/batch", BodyLimits.Bulk, false, 200)]
    [InlineData("/api/sales/v1/things/batch", BodyLimits.Bulk * 9 / 10, true, 200)]
    [InlineData("/api/sales/v1/things/batch", BodyLimits.Bulk + 1, false, 413)]
    [InlineData("/api/sales/v1/things/batch", BodyLimits.Bulk + 1, true, 413)]
    [InlineData("/api/sales/v1/imports", BodyLimits.Bulk * 4, false, 200)]
    [InlineData("/api/sales/v1/imports", BodyLimits.Bulk * 4, true, 200)]
    [InlineData("/api/sales/v1/imports", BodyLimits.File + 1, false, 413)]
    [InlineData("/api/sales/v1/anything", BodyLimits.Bulk, false, 200)]
    [InlineData("/api/sales/v1/anything", BodyLimits.Bulk + 1, false, 413)]
    [InlineData("/api/sales/v1/anything", BodyLimits.Bulk + 1, true, 413)]
    [InlineData("/api/identity/v1/people", BodyLimits.Ordinary + 1, false, 413)]
    [InlineData("/api/identity/v1/people", BodyLimits.Ordinary + 1, true, 413)]
    public async Task A_body_may_have_the_size_that_both_gateway_and_service_allow(string path, long bytes, bool isChunked, int status)
    {
        await using var service = await Service();
        await using var gateway = GatewayUnderTest.StartOverHttp(fixture.Parts, new(service.Urls.First()));
        using var http = gateway.ClientWith(await gateway.Token());
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(new MemoryStream(Blanks(bytes))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((HttpStatusCode)status == answer.StatusCode, $"{answer.StatusCode} {text}");
        Assert.Equal(status == 413, text.Contains("\"code\":\"request-too-large\"", StringComparison.Ordinal));
    }

    /// <summary>Blanks are the valid beginning of any JSON document.</summary>
    private static byte[] Blanks(long bytes)
    {
        var blanks = new byte[bytes];
        Array.Fill(blanks, (byte)' ');
        return blanks;
    }

    /// <summary>A service with the service defaults. It counts the bytes of a body, with a different limit for each route.</summary>
    private static async Task<WebApplication> Service()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults("things");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapPost("/api/sales/v1/things", Count);
        app.MapPost("/api/sales/v1/things/batch", Count).WithMetadata(new RequestSizeLimitAttribute(BodyLimits.Bulk));
        app.MapPost("/api/sales/v1/imports", Count).WithMetadata(new RequestSizeLimitAttribute(BodyLimits.File));
        app.MapPost("/api/sales/v1/anything", Count).WithMetadata(new DisableRequestSizeLimitAttribute());
        await app.StartAsync();
        return app;

        static async Task Count(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            await http.Response.WriteAsync($"{body.Length}", http.RequestAborted);
        }
    }
}
