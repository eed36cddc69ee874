using System.Net;
using System.Text.RegularExpressions;

namespace Funnel.Flows.Tests;

/// <summary>The first sign-in of the administrator, with the password that the first start prints.</summary>
public sealed partial class SignInTests(RunningSystem system)
{
    [Fact]
    public async Task The_first_start_prints_a_password_that_signs_in_and_no_later_output_or_log_contains_it()
    {
        var first = Password().Match(system.FirstOutput).Value;
        Assert.NotEmpty(first);
        Assert.Equal(HttpStatusCode.OK, await Try(first));
        Assert.DoesNotContain(first, await system.Run("./funnel", "up"));
        var again = Password().Match(await system.Run("./funnel", "administrator")).Value;
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Try(first), await Try(again)));
        var logs = Directory.EnumerateFiles(Path.Combine(system.Home, "logs")).ToList();
        Assert.NotEmpty(logs);
        foreach (var log in logs)
        {
            var text = await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(first, text);
            Assert.DoesNotContain(again, text);
        }
    }

    private Task<HttpStatusCode> Try(string password) => system.SignIn("admin", password);

    [GeneratedRegex("[a-z2-9]{5}(-[a-z2-9]{5}){3}")]
    private static partial Regex Password();
}
