using System.Net.Sockets;

namespace Funnel.Flows.Tests;

/// <summary>Start, stop, and the messages when a start fails.</summary>
public sealed class StartTests(RunningSystem system)
{
    [Theory]
    [InlineData("marketing", "ConnectionStrings__marketing-db", "", "ConnectionStrings:marketing-db is missing.")]
    [InlineData("sales", "ConnectionStrings__sales-db", "Host=", "ConnectionStrings:sales-db needs a host and a database.")]
    [InlineData("sales", "ConnectionStrings__messaging", "http://127.0.0.1",
        "ConnectionStrings:messaging is not an amqp:// or amqps:// address.")]
    [InlineData("insights", "services__marketing__http__0", "nowhere", "services:marketing:http:0 is missing or not an absolute address.")]
    [InlineData("marketing", "Messaging__JournalMonths", "-1", "JournalMonths")]
    [InlineData("sales", "Messaging__JournalYears", "2", "JournalYears")]
    [InlineData("marketing", "services__gateway__http__0", "", "services:gateway:http:0 is missing or not an absolute address.")]
    [InlineData("gateway", "Identity__Secret", "too short", "Identity:Secret: the secret must have at least 24 characters")]
    [InlineData("gateway", "Identity__Clients__cli", "development-only-but-long-enough",
        "Identity:Clients:cli: the secret must have at least")]
    [InlineData("gateway", "Identity__Clients__somebody", "a secret that is long enough to be one",
        "Identity:Clients:somebody: 'somebody' is not a built-in client")]
    public async Task A_service_with_a_wrong_setting_does_not_start_and_names_the_setting(string service, string setting, string value,
        string sentence)
    {
        var (exitCode, errors) = await system.StartAndEnd(service, (setting, value));
        Assert.Equal(78, exitCode);
        Assert.Contains(sentence, errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task A_service_does_not_start_on_a_database_that_was_not_migrated()
    {
        var (exitCode, errors) =
            await system.StartAndEnd("sales",
                ("ConnectionStrings__sales-db",
                    system.SettingOf("sales", "ConnectionStrings__sales-db")
                        .Replace("Database=sales", "Database=postgres", StringComparison.Ordinal)));
        Assert.NotEqual(0, exitCode);
        Assert.True(errors.Contains("does not have the schema of this build", StringComparison.Ordinal)
            || errors.Contains("permission denied", StringComparison.Ordinal), errors);
    }

    [Fact]
    public async Task A_second_system_on_the_same_ports_does_not_start_and_names_the_program_that_uses_them()
    {
        var home = Directory.CreateTempSubdirectory("funnel-second-").FullName;
        var refused =
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                system.Run("env", $"FUNNEL_HOME={home}", Path.Combine(Testing.Repository.Root, "funnel"), "up", "--detach"));
        Assert.Matches(@"Port \d+ \(\w+\) is in use by .*process \d+", refused.Message);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task Data_is_kept_between_runs_and_no_process_of_a_stopped_system_is_left()
    {
        var email = $"kept-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}@example.com";
        await system.Gateway.Post("/api/marketing/v1/leads", new { email });
        await system.Run("./funnel", "down");
        using (var probe = new TcpClient())
        {
            await Assert.ThrowsAsync<SocketException>(() => probe.ConnectAsync(system.Address.Host, system.Address.Port));
        }

        await system.Run("./funnel", "up", "--detach");
        var found = await system.Gateway.Get($"/api/marketing/v1/leads?email={email}");
        Assert.Equal(email, found.GetProperty("items")[0].GetProperty("email").GetString());
    }
}
