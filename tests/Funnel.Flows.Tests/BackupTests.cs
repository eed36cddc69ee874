using System.Net;
using System.Text.Json;
using Funnel.Chaos;
using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>
/// A working system is backed up, goes on, and is stopped. The back-up is then restored elsewhere, with an empty broker.
/// </summary>
public sealed class BackupTests(RunningSystem system)
{
    private const int People = 30;
    private readonly string folder = Directory.CreateTempSubdirectory("funnel-backup-").FullName;

    [Fact]
    public async Task A_restored_system_has_all_acknowledged_facts_and_delivers_events_that_were_still_queued_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (backup, elsewhere) = (Path.Combine(folder, "of-today"), Directory.CreateTempSubdirectory("funnel-restored-").FullName);
        using var installation = new Installation(system.Home, system.Port);
        await Rounds.Prepare(installation);
        var rate = await system.Rate(installation, cancellation);
        var journal = Path.Combine(system.Home, "backup.journal");
        await using (var load = new Load(installation.Client(), journal, rate))
        {
            await load.Came(People);
            await load.End();
        }

        var signIn = await system.Gateway
            .Post("/api/identity/v1/people",
                new { email = $"{Guid.CreateVersion7()}@funnel.example", name = "Ana", roles = new[] { "analyst" } });
        var queued = await BackUpWithQueuedEvents(installation, backup, cancellation);
        var late = await Capture();
        await Refuses("Funnel is running", "restore", backup);
        await system.Run("./funnel", "down");
        try
        {
            await Refuses("already holds data", "restore", backup);
            await RefusesWhatIsDamaged(backup, elsewhere);
            Assert.Contains(elsewhere, await Elsewhere(elsewhere, "restore", backup));
            await Elsewhere(elsewhere, "up", "--detach");

            // Its journals hold all acknowledged facts, and its tables and read models agree with them.
            using var restored = new Installation(elsewhere, system.Port);
            Assert.Empty((await new Oracle(restored).Judge(journal, cancellation)).Differences);
            foreach (var lead in queued)
            {
                var handoffs = await system.Gateway.Get($"/api/sales/v1/handoffs?leadId={lead}");
                Assert.Equal(1, handoffs.GetProperty("items").GetArrayLength());
            }

            // An old token is still valid, so the signing keys are restored. A one-time password that was not used is still valid too.
            using var gone = await system.Http.GetAsync($"/api/marketing/v1/leads/{late}", cancellation);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
            Assert.Equal(HttpStatusCode.OK, await system.SignIn(await NameOf(signIn), signIn.GetProperty("oneTimePassword").GetString()!));
            await ReplacesWhatIsThere(backup, elsewhere);
        }
        finally
        {
            await Elsewhere(elsewhere, "down");
            await system.Run("./funnel", "up", "--detach");
            Directory.Delete(folder, recursive: true);
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    /// <summary>Leads qualify while no service listens. At the moment of the back-up only the broker holds their events.</summary>
    private async Task<IReadOnlyList<string>> BackUpWithQueuedEvents(Installation installation, string backup,
        CancellationToken cancellation)
    {
        await installation.Stop("sales", cancellation);
        await installation.Stop("insights", cancellation);
        try
        {
            var leads = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Capture()));
            foreach (var lead in leads)
            {
                await system.Gateway.Await($"/api/marketing/v1/leads/{lead}", known => known.GetProperty("stage").GetString() == "mql");
            }

            // Three events of each lead for the timeline, two for the funnels, and one for Sales.
            await Eventually.Get(() => installation.Waiting(cancellation), waiting => waiting >= leads.Length * 6);
            await Refuses("has 0 MB of free space", "backup", "/proc/funnel");
            Assert.Contains(backup, await system.Run("./funnel", "backup", backup));
            Assert.Equal("600", (await system.Run("stat", "--format=%a", Path.Combine(backup, "secrets"))).Trim());
            return leads;
        }
        finally
        {
            await installation.Start("sales", cancellation);
            await installation.Start("insights", cancellation);
            await installation.Recovered(cancellation);
        }
    }

    /// <summary>Restores over a system that holds data. The old data is set aside, not deleted.</summary>
    private async Task ReplacesWhatIsThere(string backup, string elsewhere)
    {
        await Elsewhere(elsewhere, "down");
        await Refuses("already holds data", "restore", backup, elsewhere);
        var told = await Elsewhere(elsewhere, "restore", backup, "--replace");
        var aside = told.Split('\n')
            .Single(line =>
                line.StartsWith("The data from before are in ", StringComparison.Ordinal))["The data from before are in ".Length..];
        Assert.All([$"{aside}/postgres", $"{aside}/secrets", $"{elsewhere}/postgres", $"{elsewhere}/secrets"],
            path => Assert.True(Path.Exists(path), path));
        await Elsewhere(elsewhere, "up", "--detach");
        await system.Gateway.Get("/api/sales/v1/handoffs");
    }

    private async Task RefusesWhatIsDamaged(string backup, string elsewhere)
    {
        await Refuses("is not a backup of Funnel", "restore", folder, elsewhere);
        var about = await File.ReadAllTextAsync(Path.Combine(backup, "about"));
        await ChangedBy("about", text => text.Replace("postgres=", "postgres=9", StringComparison.Ordinal), "which is not installed");
        await ChangedBy("about", text => text + "\n", "is damaged");
        await ChangedBy("secrets", text => text + "\n", "is damaged");
        await ChangedBy("postgres/global/pg_filenode.map", text => text + "\n", "is damaged");
        Assert.False(Directory.Exists(Path.Combine(elsewhere, "postgres")), "Something was touched.");
        Assert.Equal(about, await File.ReadAllTextAsync(Path.Combine(backup, "about")));

        async Task ChangedBy(string file, Func<string, string> change, string sentence)
        {
            var path = Path.Combine(backup, file);
            var was = await File.ReadAllBytesAsync(path);
            await File.WriteAllBytesAsync(path, System.Text.Encoding.Latin1.GetBytes(change(System.Text.Encoding.Latin1.GetString(was))));
            await Refuses(sentence, "restore", backup, elsewhere);
            await File.WriteAllBytesAsync(path, was);
        }
    }

    private async Task Refuses(string sentence, string command, string argument, string? home = null)
    {
        var refused =
            await Assert.ThrowsAsync<InvalidOperationException>(() => home is null
                ? system.Run("./funnel", command, argument)
                : Elsewhere(home, command, argument));
        Assert.Contains(sentence, refused.Message);
    }

    private Task<string> Elsewhere(string home, params string[] arguments) =>
        system.Run("env", [$"FUNNEL_HOME={home}", Path.Combine(Repository.Root, "funnel"), .. arguments]);

    private async Task<string> Capture() =>
        (await system.Gateway
            .Post("/api/marketing/v1/leads",
                new { email = $"{Guid.CreateVersion7()}@example.com", channel = "chaos",
                    touches = new[] { new { kind = "form", asset = "demo-request" } } })).GetProperty("id").GetString()!;

    private async Task<string> NameOf(JsonElement person) =>
        (await system.Gateway.Get($"/api/identity/v1/people/{person.GetProperty("id").GetString()}")).GetProperty("signInName")
            .GetString()!;
}
