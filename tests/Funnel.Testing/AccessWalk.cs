using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.Testing;

/// <summary>Calls every operation of an OpenAPI document with every wrong token, in every role and with every single permission.</summary>
/// <param name="callAs">Makes a client that bears a token, or none.</param>
public sealed partial class AccessWalk(TokenIssuer issuer, IServiceProvider services, Func<string?, HttpClient> callAs)
{
    /// <summary>A line for each live route: the operation and the permission that it needs.</summary>
    public IReadOnlyList<string> Permissions() =>
        [.. Live().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => $"{Operation(endpoint)} → {endpoint.Metadata.GetMetadata<PermissionMetadata>()?.Name ?? "nobody"}")
            .Order(StringComparer.Ordinal)];

    /// <summary>The operations that need no token.</summary>
    public IReadOnlyList<string> Anonymous() =>
        [.. Live().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(Operation)
            .Order(StringComparer.Ordinal)];

    /// <summary>The operations that the document names.</summary>
    public async Task<IReadOnlyList<(string Method, string Path)>> Documented(string document)
    {
        using var http = callAs(null);
        var paths = JsonDocument.Parse(await http.GetStringAsync(document)).RootElement.GetProperty("paths");
        return [.. from path in paths.EnumerateObject() from operation in path.Value.EnumerateObject()
            select (operation.Name.ToUpperInvariant(), path.Name)];
    }

    /// <returns>A line for each wrong answer.</returns>
    public async Task<IReadOnlyList<string>> Wrong(string document)
    {
        var wrong = new List<string>();
        // The tests hold the operations that need no token in a list of their own.
        var open = Anonymous().ToHashSet();
        var operations = (await Documented(document)).Where(operation => !open.Contains($"{operation.Method} {operation.Path}")).ToList();
        var needed = Permissions().ToDictionary(line => line.Split(" → ")[0], line => line.Split(" → ")[1]);
        foreach (var (what, token) in NotSignedIn())
        {
            using var http = callAs(token);
            foreach (var operation in operations)
            {
                await Expect(http, operation, what, HttpStatusCode.Unauthorized, "unauthenticated", wrong);
            }
        }

        foreach (var role in KnownRoles.All)
        {
            using var person = callAs(issuer.TokenOf(role.Key));
            foreach (var operation in operations)
            {
                await ExpectBy(role.Value.Contains(needed[$"{operation.Method} {operation.Path}"]), person, operation, role.Key, wrong);
            }
        }

        foreach (var permission in KnownRoles.Permissions)
        {
            using var client = callAs(issuer.TokenFor(permission));
            foreach (var operation in operations)
            {
                await ExpectBy(permission == needed[$"{operation.Method} {operation.Path}"], client, operation,
                    $"a client with {permission}", wrong);
            }
        }

        return wrong;
    }

    private IEnumerable<RouteEndpoint> Live() => services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null);

    private static string Operation(RouteEndpoint endpoint) =>
        $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} "
            + $"/{Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "}")}";

    private IEnumerable<(string What, string? Token)> NotSignedIn()
    {
        System.Security.Claims.Claim[] all = [new("scope", string.Join(' ', KnownRoles.Permissions))];
        var good = issuer.Token(all);
        yield return ("nobody", null);
        yield return ("an expired token", issuer.Token(all, valid: TimeSpan.FromMinutes(-5)));
        yield return ("another audience", issuer.Token(all, audience: "elsewhere"));
        yield return ("another issuer", issuer.Token(all, from: "http://elsewhere.example/"));
        yield return ("another type", issuer.Token(all, type: "JWT"));
        yield return ("a tampered token", Tampered(good));
        yield return ("a token without its signature", good[..(good.LastIndexOf('.') + 1)]);
        yield return ("alg none", $"{Encode("""{"alg":"none","typ":"at+jwt"}""")}.{good.Split('.')[1]}.");
        yield return ("another's key",
            issuer.Token(all, signing: new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = "a" }, SecurityAlgorithms.RsaSha256)));
        yield return ("HMAC with the public key",
            issuer.Token(all, signing: new(new SymmetricSecurityKey(issuer.PublicKey) { KeyId = "a" }, SecurityAlgorithms.HmacSha256)));
        yield return ("no token at all", "x");
    }

    /// <summary>The same token with the role of an administrator added to its claims.</summary>
    private static string Tampered(string token)
    {
        var parts = token.Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]);
        return $"{parts[0]}.{Encode(claims[..^1] + """,\"role\":\"administrator\"}""".Replace("\\", "", StringComparison.Ordinal))}"
            + $".{parts[2]}";
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));

    private static async Task Expect(HttpClient http, (string Method, string Path) operation, string who, HttpStatusCode status,
        string code, List<string> wrong)
    {
        using var answer = await Call(http, operation);
        var text = await answer.Content.ReadAsStringAsync();
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal);
        if (answer.StatusCode != status || !isProblem
            || (status == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.Count == 0))
        {
            wrong.Add($"{operation} as {who}: {(int)answer.StatusCode} {text}");
        }
    }

    private static async Task ExpectBy(bool allowed, HttpClient http, (string Method, string Path) operation, string who,
        List<string> wrong)
    {
        if (!allowed)
        {
            await Expect(http, operation, who, HttpStatusCode.Forbidden, "forbidden", wrong);
            return;
        }

        using var answer = await Call(http, operation);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or >= HttpStatusCode.InternalServerError)
        {
            wrong.Add($"{operation} as {who}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Sends a body with an unknown field. A caller who has the permission is refused for it, so nothing changes.</summary>
    private static async Task<HttpResponseMessage> Call(HttpClient http, (string Method, string Path) operation)
    {
        var path = Parameter().Replace(operation.Path, match => match.Value.Contains("version", StringComparison.Ordinal) ? "999999"
            : match.Value is "{kind}" or "{code}" ? "none" : "00000000-0000-7000-8000-000000000000");
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        if (operation.Method is not ("GET" or "DELETE"))
        {
            request.Content = new StringContent("""{"there-is-no-such-field":1}""", Encoding.UTF8, "application/json");
        }

        return await http.SendAsync(request);
    }

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
