using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>The other users of the machine can read nothing of the installation, and reach no process that runs as root.</summary>
public sealed partial class InstallationTests(RunningSystem system)
{
    // The kernel keeps 15 characters of a name.
    private static readonly string[] Programs = ["beam.smp", "epmd", "postgres", "dotnet", "Aspire.Dashboar"];

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    [Fact]
    public async Task Other_users_can_read_and_change_nothing_in_the_state_folder()
    {
        // With the builds in the state folder, their two folders are passages too. Builds contain no secrets.
        string[] builds = [.. new[] { "apps", "tools" }.Where(folder => Directory.Exists(Path.Combine(system.Home, folder)))];
        string[] passages = ["711 root ", .. builds.Select(folder => $"711 root {folder}"), "711 root postgres", "711 root rabbitmq"];
        Assert.Equal(IsRoot ? passages.Order().ToArray() : [],
            (await Find("-not -type l -perm /077 -not -path '*/apps/*' -not -path '*/tools/*'", "%m %u %P")).Order());
        Assert.Empty(await Find("-not -type l -perm /022", "%m %u %P"));

        var all = await Find("-type f", "%P");
        Assert.Superset(new HashSet<string>
        {
            "secrets", "env/sales", "env/dashboard", "logs/rabbitmq.log", "logs/publish.log", "logs/migrate-gateway.log",
            "run/supervisord.conf", "run/services.conf", "rabbitmq/rabbitmq.conf", "rabbitmq/.erlang.cookie", "postgres/data/PG_VERSION",
        }, all.ToHashSet());
        if (IsRoot)
        {
            var seen = await system.Run("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", "bash", "-euc",
                """cd "$0" && for file; do if [[ -r $file || -w $file ]]; then printf '%s\n' "$file"; fi; done""", system.Home,
                .. all.Where(file => !file.StartsWith("apps/", StringComparison.Ordinal)
                    && !file.StartsWith("tools/", StringComparison.Ordinal)).Take(2000)]);
            Assert.Equal("", seen);
        }
    }

    [Fact]
    public async Task Each_file_belongs_to_the_user_who_needs_it()
    {
        var (broker, database, service, me) = IsRoot
            ? ("rabbitmq", "postgres", "funnel", "root")
            : (Environment.UserName, Environment.UserName, Environment.UserName, Environment.UserName);
        foreach (var (where, user) in new[]
                 {
                     ("-path '*/rabbitmq/*'", broker), ("-path '*/postgres/data*'", database),
                     ("-path '*/services' -o -path '*/services/*'", service),
                     ("-path '*/secrets' -o -path '*/env*' -o -path '*/logs*' -o -path '*/run*'", me),
                 })
        {
            Assert.Equal((where, user), (where, Assert.Single((await Find($"( {where} ) -not -path '*/apps/*'", "%u")).Distinct())));
        }
    }

    [Fact]
    public async Task Each_part_runs_as_a_user_without_rights_and_listens_on_loopback_only()
    {
        var parts = Parts();
        Assert.Superset(Programs.ToHashSet(), parts.Select(part => part.Program).ToHashSet());
        if (IsRoot)
        {
            var users =
                (await File.ReadAllLinesAsync("/etc/passwd")).Select(line => line.Split(':')).ToLookup(user => user[2], user => user[0]);
            Assert.Equal(
                ["Aspire.Dashboar: funnel", "beam.smp: rabbitmq", "dotnet: funnel", "epmd: rabbitmq", "postgres: postgres"],
                parts.Where(part => Programs.Contains(part.Program)).Select(part => $"{part.Program}: {users[part.Users.Single()].First()}")
                    .Distinct().Order());
            Assert.All(parts, part => Assert.Equal((part.Program, "1", 0UL), (part.Program, part.NoNewRights, part.Rights)));
        }

        Assert.All(parts, part => Assert.DoesNotContain("0", IsRoot ? part.Users : []));
        var ids = parts.Select(part => part.Id).ToHashSet();
        var addresses = (await system.Run("ss", "-ltnpH")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => Pid().Matches(line).Any(pid => ids.Contains(int.Parse(pid.Groups[1].Value, CultureInfo.InvariantCulture))))
            .Select(line => IPEndPoint.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])).ToList();
        // The gateway, the services, PostgreSQL, the broker's three ports, epmd, and the dashboard's three ports.
        Assert.Superset(new[] { 0, 1, 2, 3, 10, 11, 12, 13, 14, 20, 21, 22 }.Select(offset => system.Port + offset).ToHashSet(),
            addresses.Select(address => address.Port).ToHashSet());
        Assert.All(addresses, address => Assert.True(IPAddress.IsLoopback(address.Address), $"{address}"));
    }

    [Fact]
    public async Task No_command_line_contains_a_secret()
    {
        var secrets = (await File.ReadAllLinesAsync(Path.Combine(system.Home, "secrets"))).Select(line => line.Split('=', 2)).ToList();
        Assert.True(secrets.Count > 10);
        Assert.Empty(from part in Parts()
                     from secret in secrets
                     where part.CommandLine.Contains(secret[1], StringComparison.Ordinal)
                     select $"{secret[0]} in the command line of {part.Program}");
    }

    [Fact]
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "Erlang logs an MD5 of the cookie.")]
    public async Task The_cookie_of_the_broker_is_random_and_the_broker_uses_it()
    {
        var cookie = (await File.ReadAllTextAsync(Path.Combine(system.Home, "rabbitmq", ".erlang.cookie"))).Trim();
        // Erlang itself makes 20 capital letters from the clock.
        Assert.Matches("^[0-9a-f]{32}$", cookie);
        Assert.Equal(system.Secret("cookie"), cookie);
        Assert.Contains($"cookie hash    : {Convert.ToBase64String(MD5.HashData(Encoding.ASCII.GetBytes(cookie)))}",
            await File.ReadAllTextAsync(Path.Combine(system.Home, "logs", "rabbitmq.log")));
    }

    [Fact]
    public async Task The_default_user_of_the_broker_does_not_exist()
    {
        using var http = new HttpClient { Timeout = Patience.Request };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("guest:guest"u8));
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{system.Port + 12}/api/whoami"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_start_repairs_the_modes_and_owners_that_an_older_version_left()
    {
        var cookie = Path.Combine(system.Home, "rabbitmq", ".erlang.cookie");
        await system.Run("./funnel", "down");
        await system.Run("bash", "-euc", """
            cd "$0"
            chmod 755 . logs env run rabbitmq rabbitmq/data services
            chmod -R a+rX logs env run
            rm rabbitmq/.erlang.cookie
            printf AAAAAAAAAAAAAAAAAAAA >rabbitmq/.erlang.cookie
            chmod 400 rabbitmq/.erlang.cookie
            sed -i /^cookie=/d secrets
            if [[ $EUID == 0 ]]; then chown -R root: rabbitmq services && chown postgres: postgres; fi
            """, system.Home);
        await system.Run("./funnel", "up", "--detach");

        Assert.NotEqual("AAAAAAAAAAAAAAAAAAAA", await File.ReadAllTextAsync(cookie));
        await Other_users_can_read_and_change_nothing_in_the_state_folder();
        await Each_file_belongs_to_the_user_who_needs_it();
        await Each_part_runs_as_a_user_without_rights_and_listens_on_loopback_only();
        await system.Gateway.Get("/api/sales/v1/handoffs");
    }

    [Fact]
    public async Task Root_does_not_use_a_state_folder_of_another_user_or_one_that_the_parts_cannot_reach()
    {
        Assert.SkipUnless(IsRoot, "Only root starts parts as other users.");
        var theirs = Directory.CreateTempSubdirectory("funnel-theirs-").FullName;
        await system.Run("chown", "nobody", theirs);
        Assert.Contains($"The folder {theirs} belongs to another user, nobody.", await Refused(theirs));
        Assert.Empty(Directory.EnumerateFileSystemEntries(theirs));
        Directory.Delete(theirs);

        var closed = Directory.CreateTempSubdirectory("funnel-closed-").FullName;
        Assert.Contains("cannot reach", await Refused(Path.Combine(closed, "state")));
        Directory.Delete(closed, recursive: true);

        async Task<string> Refused(string home) =>
            (await Assert.ThrowsAsync<InvalidOperationException>(() =>
                system.Run("env", $"FUNNEL_HOME={home}", Path.Combine(Repository.Root, "funnel"), "infra", "up"))).Message;
    }

    /// <summary>Searches the state folder without following links.</summary>
    private async Task<string[]> Find(string which, string format)
    {
        which = which.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
        // The load of other tests keeps its journals there.
        var found = await system.Run("bash", "-euc",
            $"""find "$0" -ignore_readdir_race -not -name '*.journal' {which} -printf '{format}\n'""", system.Home);
        return found.Split('\n')[..^1];
    }

    /// <summary>All processes below supervisor.</summary>
    private List<Part> Parts()
    {
        var root = int.Parse(File.ReadAllText(Path.Combine(system.Home, "run", "supervisord.pid")), CultureInfo.InvariantCulture);
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => Read(int.Parse(name!, CultureInfo.InvariantCulture))).OfType<Part>().ToLookup(part => part.Parent);
        return [.. Below(root)];

        IEnumerable<Part> Below(int id) => children[id].SelectMany(child => Below(child.Id).Prepend(child));
    }

    /// <returns>Null if the process has ended.</returns>
    private static Part? Read(int id)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{id}/status").Select(line => line.Split(':', 2))
                .ToDictionary(pair => pair[0], pair => pair[1].Trim());
            return new(id, int.Parse(status["PPid"], CultureInfo.InvariantCulture), status["Name"],
                status["Uid"].Split('\t').ToHashSet(), status["NoNewPrivs"],
                ulong.Parse(status["CapEff"], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' '));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"pid=(\d+)")]
    private static partial Regex Pid();

    /// <param name="Users">The ids of the real, effective, saved and file-system user.</param>
    /// <param name="NoNewRights">1 if the process and its children can gain no rights.</param>
    /// <param name="Rights">The capabilities.</param>
    private sealed record Part(
        int Id, int Parent, string Program, IReadOnlySet<string> Users, string NoNewRights, ulong Rights, string CommandLine);
}
