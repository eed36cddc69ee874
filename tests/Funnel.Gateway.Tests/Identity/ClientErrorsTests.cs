using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Funnel.Gateway.Identity;

namespace Funnel.Gateway.Tests;

public sealed class ClientErrorsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/connect/token", false)]
    [InlineData("/connect/token", true)]
    [InlineData("/connect/revocation", false)]
    [InlineData("/connect/revocation", true)]
    public async Task An_unknown_client_and_a_wrong_secret_get_the_same_answer(string path, bool inHeader)
    {
        var answers = new HashSet<string>();
        foreach (var client in new[] { "cli", "insights", "nobody", "0197f0c49a3e7c6b8f513f0c2a9d7e10" })
        {
            answers.Add(await Ask(client, "another secret than the right one"));
        }

        Assert.StartsWith($"{HttpStatusCode.Unauthorized} ", Assert.Single(answers));
        Assert.Contains(ClientErrors.Description, answers.Single());
        Assert.Equal(await Ask("nobody", null), await Ask("cli", null));

        async Task<string> Ask(string client, string? secret)
        {
            using var http = fixture.Gateway.ClientWith(null);
            var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["token"] = "x" };
            if (inHeader && secret is not null)
            {
                http.DefaultRequestHeaders.Authorization =
                    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}")));
            }
            else
            {
                form["client_id"] = client;
                if (secret is not null)
                {
                    form["client_secret"] = secret;
                }
            }

            using var answer = await http.PostAsync(path, new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return $"{answer.StatusCode} {answer.Headers.WwwAuthenticate} {text}";
        }
    }
}
