using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Funnel.Gateway.Tests;

/// <summary>A gateway with a backend service, and a client that may administer people and API clients.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private static int people;
    private WebApplication? backend;

    public RealParts Parts { get; private set; } = null!;

    public GatewayUnderTest Gateway { get; private set; } = null!;

    public HttpClient Administrator { get; private set; } = null!;

    public Uri Backend => new(backend!.Urls.First());

    /// <summary>Adds a person, who still has the one-time password.</summary>
    public async Task<(Guid Id, string Email, string OneTimePassword)> AddPerson(params string[] roles)
    {
        var email = $"ana.{Interlocked.Increment(ref people)}@funnel.example";
        using var added = await Administrator.PostAsJsonAsync("/api/identity/v1/people", new { email, name = "Ana Ribeiro", roles });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var person = await added.Content.ReadFromJsonAsync<JsonElement>();
        return (person.GetProperty("id").GetGuid(), email, person.GetProperty("oneTimePassword").GetString()!);
    }

    /// <summary>Adds a person, who then chooses the given password.</summary>
    public async Task<(Guid Id, string Email)> AddPersonWithPassword(string password, params string[] roles)
    {
        var person = await AddPerson(roles);
        using var chosen = await new SignInBrowser(Gateway).SignIn(person.Email, person.OneTimePassword, password);
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        return (person.Id, person.Email);
    }

    public async Task Change(Guid person, object change)
    {
        using var changed = await Administrator.PatchAsJsonAsync($"/api/identity/v1/people/{person}", change);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        Parts = await RealParts.MakeMigrated("identity", parts => GatewayUnderTest.Migrate(parts));
        backend = await GatewayUnderTest.StartBackend();
        // All tests sign in from one address, more often than the limit allows.
        Gateway = await GatewayUnderTest.Start(Parts, Backend, ("RateLimits:SignInsAMinute", "10000"));
        Administrator = Gateway.ClientWith(await Gateway.Token());
    }

    public async ValueTask DisposeAsync()
    {
        Administrator.Dispose();
        await Gateway.DisposeAsync();
        await backend!.DisposeAsync();
        await Parts.DisposeAsync();
    }
}
