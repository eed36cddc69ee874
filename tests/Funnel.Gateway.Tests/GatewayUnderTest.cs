using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Gateway.Identity;
using Funnel.Gateway.People;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Funnel.Gateway.Tests;

/// <summary>The gateway with a real identity database and a fake backend service.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string CliSecret = "the secret of the command line";
    private readonly WebApplicationFactory<Program> factory;

    private GatewayUnderTest(WebApplicationFactory<Program> factory, ShiftedClock clock) => (this.factory, Clock) = (factory, clock);

    public ShiftedClock Clock { get; }

    public IServiceProvider Services => factory.Services;

    internal SigningKeys Keys => factory.Services.GetRequiredService<SigningKeys>();

    public static async Task<GatewayUnderTest> Start(RealParts parts, Uri backend, params (string Key, string Value)[] settings)
    {
        var clock = new ShiftedClock();
        var factory = Factory(parts, backend, clock, settings);
        var gateway = new GatewayUnderTest(factory, clock);
        await Task.Run(() => factory.Server);
        return gateway;
    }

    /// <summary>Starts the gateway with its real web server, for tests that depend on the web server.</summary>
    public static GatewayUnderTest StartOverHttp(RealParts parts, Uri backend, params (string Key, string Value)[] settings)
    {
        var clock = new ShiftedClock();
        var factory = Factory(parts, backend, clock, settings);
        factory.UseKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0));
        factory.StartServer();
        return new(factory, clock);
    }

    /// <summary>Migrates the database, as <c>gateway migrate</c> does.</summary>
    /// <returns>The one-time password of the administrator; null if the administrator exists already.</returns>
    public static async Task<string?> Migrate(RealParts parts, bool resetAdministrator = false)
    {
        await using var factory = Factory(parts, new("http://localhost"), new ShiftedClock(), [])
            .WithWebHostBuilder(host => host.ConfigureTestServices(
            // The hosted services need the schema, which does not exist yet.
            services => services.RemoveAll<IHostedService>()));
        await using var scope = factory.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdentityDb>().Migrate();
        return await Administrator.CreateOrReset(
            scope.ServiceProvider.GetRequiredService<IdentityDb>(), scope.ServiceProvider.GetRequiredService<UserManager<Person>>(),
            scope.ServiceProvider.GetRequiredService<Revocations>(),
            scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow(), resetAdministrator);
    }

    /// <summary>A backend that answers every request with 200 and its path. It shows what the gateway forwards.</summary>
    public static async Task<WebApplication> StartBackend()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(context.Request.Path));
        await app.StartAsync();
        return app;
    }

    public HttpClient ClientWith(string? token)
    {
        var http = factory.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = factory.ClientOptions.BaseAddress });
        http.Timeout = Patience.Request;
        http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return http;
    }

    /// <summary>The status of a forwarded request with an access token.</summary>
    public async Task<System.Net.HttpStatusCode> Call(string token)
    {
        using var http = ClientWith(token);
        using var answer = await http.GetAsync("/api/sales/v1/handoffs");
        return answer.StatusCode;
    }

    public async Task<JsonElement> RequestToken(string client, string secret, string? scope = null)
    {
        using var http = ClientWith(null);
        using var answer = await http.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = secret,
            ["scope"] = scope ?? "",
        }));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> Token(string? scope = null) =>
        (await RequestToken("cli", CliSecret, scope)).GetProperty("access_token").GetString()!;

    public async Task<List<string>> PublishedKeys()
    {
        using var http = ClientWith(null);
        var keys = await http.GetFromJsonAsync<JsonElement>("/.well-known/jwks");
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }

    private static WebApplicationFactory<Program> Factory(RealParts parts, Uri backend, ShiftedClock clock,
        (string Key, string Value)[] settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting("ConnectionStrings:identity-db", parts.Database);
            host.UseSetting("Identity:Issuer", "https://funnel.example/");
            host.UseSetting("Identity:Secret", "a secret of more than twenty-four characters");
            host.UseSetting("Identity:Clients:cli", CliSecret);
            host.UseSetting("Identity:Clients:insights", "the secret of the insights service");
            foreach (var service in new[] { "marketing", "sales", "insights" })
            {
                host.UseSetting($"services:{service}:http:0", backend.ToString());
            }

            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
        });

    public ValueTask DisposeAsync() => factory.DisposeAsync();
}
