using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Funnel.Gateway.Tests;

/// <summary>A gateway, what lies behind it, and who may let others in.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private static int people;
    private WebApplication? behind;

    public RealParts Parts { get; private set; } = null!;

    public GatewayUnderTest Gateway { get; private set; } = null!;

    public HttpClient Administrator { get; private set; } = null!;

    public Uri Behind => new(behind!.Urls.First());

    /// <summary>A person of these roles who was just added.</summary>
    public async Task<(Guid Id, string Email, string OneTimePassword)> Somebody(params string[] roles)
    {
        var email = $"ana.{Interlocked.Increment(ref people)}@funnel.example";
        using var added = await Administrator.PostAsJsonAsync("/api/identity/v1/people", new { email, name = "Ana Ribeiro", roles });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var person = await added.Content.ReadFromJsonAsync<JsonElement>();
        return (person.GetProperty("id").GetGuid(), email, person.GetProperty("oneTimePassword").GetString()!);
    }

    /// <summary>A person of these roles who has chosen a password.</summary>
    public async Task<(Guid Id, string Email)> SignedUp(string password, params string[] roles)
    {
        var person = await Somebody(roles);
        using var chosen = await new Visitor(Gateway).SignIn(person.Email, person.OneTimePassword, password);
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
        behind = await GatewayUnderTest.Behind();
        Gateway = await GatewayUnderTest.Start(Parts, Behind);
        Administrator = Gateway.As(await Gateway.Token());
    }

    public async ValueTask DisposeAsync()
    {
        Administrator.Dispose();
        await Gateway.DisposeAsync();
        await behind!.DisposeAsync();
        await Parts.DisposeAsync();
    }
}
