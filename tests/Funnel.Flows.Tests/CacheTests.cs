using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>Checkouts share <c>FUNNEL_CACHE</c>. Each runs the build of its own sources.</summary>
public sealed class CacheTests(RunningSystem system)
{
    private readonly string folder = Directory.CreateTempSubdirectory("funnel-cache-").FullName;

    [Fact]
    public async Task The_name_of_a_build_depends_on_the_contents_of_the_sources_and_not_on_times_or_the_checkout()
    {
        // --touch gives the copies new times.
        await system.Run("bash", "-euc", """
            cd "$0"
            tar -c --exclude=bin --exclude=obj services gateway Funnel.ServiceDefaults deploy/local Directory.*.props global.json |
                tar -x --touch -C "$1"
            """, Repository.Root, folder);
        var stamp = await Install(Repository.Root, "app_stamp");
        Assert.Equal(stamp, await Install(folder, "app_stamp"));

        await File.AppendAllTextAsync(Path.Combine(folder, "services", "Sales", "Program.cs"), "\n", TestContext.Current.CancellationToken);

        Assert.NotEqual(stamp, await Install(folder, "app_stamp"));
    }

    [Fact]
    public async Task The_system_runs_the_build_of_its_sources()
    {
        var app = new DirectoryInfo(Path.Combine(system.Home, "app")).ResolveLinkTarget(returnFinalTarget: true)!;
        Assert.Equal((await Install(Repository.Root, "app_stamp")).Trim(), app.Name);
    }

    [Fact]
    public async Task Old_builds_are_removed_except_the_three_that_were_used_last_and_those_that_a_system_runs()
    {
        var apps = Enumerable.Range(0, 6).Select(number => Directory.CreateDirectory(Path.Combine(folder, "apps", $"build-{number}")))
            .ToList();
        foreach (var (age, app) in apps.Index())
        {
            app.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-age);
        }

        var home = Directory.CreateDirectory(Path.Combine(folder, "home"));
        Directory.CreateSymbolicLink(Path.Combine(home.FullName, "app"), apps[4].FullName);
        await File.WriteAllTextAsync(Path.Combine(apps[4].FullName, "homes"), $"{home.FullName}\n", TestContext.Current.CancellationToken);
        apps[4].LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-4);

        await Install(Repository.Root, $"cache={folder}; remove_old_apps");

        Assert.Equal(["build-0", "build-1", "build-2", "build-4"],
            Directory.EnumerateDirectories(Path.Combine(folder, "apps")).Select(Path.GetFileName).Order());
    }

    private Task<string> Install(string checkout, string command) => system.Run("bash", "-euc", $"""
        checkout=$0
        . "$0/deploy/local/settings.sh"
        . "$0/deploy/local/install.sh"
        {command}
        """, checkout);
}
