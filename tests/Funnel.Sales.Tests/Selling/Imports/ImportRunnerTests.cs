using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Funnel.Sales.Imports;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Sales.Tests.Imports;

/// <summary>An import continues at the right record after its connection is cut or its process is killed.</summary>
public sealed class ImportRunnerTests
{
    /// <summary>After this number of kills the import may finish.</summary>
    private const int MostKills = 8;

    /// <summary>A file of 5,000 records. Every part of it has records with a repeated key and invalid records.</summary>
    private static string File(int seed)
    {
        var deals = CrmFile.Deals(5000, seed);
        var broken =
            CrmFile.Csv(
                deals.Select((deal, at) => at % 97 == 13
                    ? deal with { Stage = "Lost in thought" }
                    : at % 101 == 50 ? deals[at - 30] : deal));
        return broken.Replace(",Won,2017-01-0", ",Won,2017-13-0", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cut_connections_lose_and_duplicate_nothing()
    {
        var file = File(7);
        var expected = await Undisturbed(file);
        await using var sales = await SalesFixture.Start();
        var started = await sales.Start(file, ImportSteps.Crm);
        await using var killer =
            NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(sales.Database.ConnectionString) { Password = Password(),
                    Pooling = false }.ConnectionString);
        var (random, cuts) = (new Random(7), 0);
        while (await killer.Rows($"select 1 from imports where id = '{started.Id}' and state in ('Queued', 'Running')") is [_])
        {
            // A part takes longer on a busy machine. The pauses grow, so that each part is completed eventually.
            await Task.Delay(random.Next(20, 300) + 40 * cuts, TestContext.Current.CancellationToken);
            cuts += (await killer.Rows(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                    + "and pid <> pg_backend_pid()")).Count > 0 ? 1 : 0;
        }

        Assert.True(cuts > 3, $"Only {cuts} cuts: the import ended too soon.");
        Assert.Equal(expected, await killer.World());
    }

    [Fact]
    public async Task A_service_that_is_killed_again_and_again_gives_the_same_tables_and_facts_as_one_that_is_not()
    {
        var file = File(11);
        var expected = await Undisturbed(file);
        await using var parts = await RealParts.Make("sales");
        await using var database = NpgsqlDataSource.Create(parts.Database);
        var issuer = await TokenIssuer.Get();
        await Run(parts, issuer, 1, "migrate").WaitForExitAsync(TestContext.Current.CancellationToken);
        var random = new Random(11);
        Guid? import = null;
        var kills = 0;
        while (import is null
            || await database.Rows($"select 1 from imports where id = '{import}' and state in ('Queued', 'Running')") is [_])
        {
            var port = Free();
            using var service = Run(parts, issuer, port);
            try
            {
                using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = Patience.Request };
                http.DefaultRequestHeaders.Authorization = new("Bearer", issuer.TokenFor([.. KnownRoles.Permissions]));
                import ??= await Send(http, file, service);
                var before = await Position();
                await Eventually.Get(Position, now => now is null || (now > before && kills < MostKills));
                await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
            }
            finally
            {
                service.Kill(); // SIGKILL
                await service.WaitForExitAsync(CancellationToken.None);
                kills++;
            }
        }

        Assert.True(kills > 3, $"The service was killed only {kills} times.");
        Assert.Equal(expected, await database.World());

        // Null after the end of the import.
        async Task<int?> Position() =>
            (await database.Rows($"select position from imports where id = '{import}' and state in ('Queued', 'Running')"))
            is [var position] ? int.Parse(position, CultureInfo.InvariantCulture) : null;
    }

    [Fact]
    public async Task A_cancelled_import_keeps_its_opportunities_and_deletes_the_remaining_records()
    {
        await using var sales = await SalesFixture.Start();
        var started = await sales.Start(CrmFile.Csv(CrmFile.Deals(30_000, 3)), ImportSteps.Crm);
        await Eventually.Get(() => sales.Get<ImportResponse>($"{ImportSteps.Path}/{started.Id}"), import => import.Done > 0);
        await sales.Post<ImportResponse>($"{ImportSteps.Path}/{started.Id}/cancel", new { });
        var cancelled = await sales.Over(started.Id);
        Assert.Equal(ImportState.Cancelled, cancelled.State);
        Assert.InRange(cancelled.Done, 1, 29_999);
        Assert.Equal(cancelled.Added, await sales.Count("opportunities"));
        Assert.Equal(0, await sales.Count("import_records"));
        var next = await sales.Import("externalId,account,amount,currency,expectedCloseDate\nx,A,1,EUR,2030-01-01\n");
        Assert.Equal((ImportState.Finished, 1), (next.State, next.Added));
        Assert.Equal("import-over",
            (await sales.Http.PostAsync($"{ImportSteps.Path}/{next.Id}/cancel", null, TestContext.Current.CancellationToken)
                .Refused(409)).Code);
        Assert.Equal(cancelled, await sales.Get<ImportResponse>($"{ImportSteps.Path}/{started.Id}") with { Plan = cancelled.Plan });
    }

    private static async Task<List<string>> Undisturbed(string file)
    {
        await using var sales = await SalesFixture.Start();
        var import = await sales.Import(file, ImportSteps.Crm);
        Assert.Equal(import.Records, import.Added + import.Unchanged + import.Failed);
        Assert.True(import is { Added: > 4000, Unchanged: 0, Failed: > 80 }, import.ToString());
        Assert.InRange((await sales.Errors(import)).Count(error => error.Contains("import-key-repeated", StringComparison.Ordinal)), 41,
            60);
        return await sales.Database.World();
    }

    private static Process Run(RealParts parts, TokenIssuer issuer, int port, params string[] arguments)
    {
        var start =
            new ProcessStartInfo("dotnet",
                [Path.Combine(AppContext.BaseDirectory, "Funnel.Sales.dll"), .. arguments]) { WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new[]
        {
            ("ConnectionStrings__sales-db", parts.Database), ("ConnectionStrings__messaging", parts.Broker.ToString()),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
            ("Authentication__Authority", issuer.Address.ToString()), ("Authentication__ClientSecret", "of-the-service-itself"),
            ("services__gateway__http__0", "http://127.0.0.1:1"), ("ASPNETCORE_ENVIRONMENT", "Development"),
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => TestContext.Current.SendDiagnosticMessage(line.Data ?? "");
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<Guid> Send(HttpClient http, string file, Process service)
    {
        var healthy = await Eventually.Get(async () =>
        {
            try
            {
                return service.HasExited || (await http.GetAsync("/health")).StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, isUp => isUp);
        Assert.True(healthy && !service.HasExited);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await http.PostAsync($"{ImportSteps.Path}?{ImportSteps.Crm}", content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        return JsonSerializer.Deserialize<ImportResponse>(text, ServiceUnderTest<Program, SalesDb>.Json)!.Id;
    }

    private static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Password() =>
        new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("ConnectionStrings__postgres")).Password;
}
