using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Flows.Tests;

internal static class AccessTokens
{
    /// <summary>Asks for a token of the command line: first with a wrong secret, which fails, and then with the right one.</summary>
    public static async Task<string> Ask(RunningSystem system, string wrongSecret)
    {
        using var asking = new HttpClient { Timeout = Testing.Patience.Request };
        var secret = File.ReadLines(Path.Combine(system.Home, "secrets"))
            .Single(line => line.StartsWith("cli=", StringComparison.Ordinal))[4..];
        foreach (var tried in new[] { wrongSecret, secret })
        {
            using var form =
                new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "cli",
                        ["client_secret"] = tried });
            using var answer = await asking.PostAsync(new Uri(system.Address, "connect/token"), form);
            if (tried == secret)
            {
                return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
            }
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
