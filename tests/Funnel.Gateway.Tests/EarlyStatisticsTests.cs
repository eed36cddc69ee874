using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>PostgreSQL knows a table soon after its first thousands of rows. Autovacuum is off, because it would hide a failure.</summary>
public sealed class EarlyStatisticsTests
{
    [Fact]
    public async Task A_running_service_has_its_new_tables_analysed()
    {
        await using var parts = await RealParts.Make("statistics");
        await using var database = NpgsqlDataSource.Create(parts.Database);
        await Fill(database, 3_000, create: true);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:things-db"] = parts.Database;
        builder.AddServiceDefaults("things").AddDatabase("things-db");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();

        await app.StartAsync(TestContext.Current.CancellationToken);

        var rows = await Eventually.Get(() => Rows(database), rows => rows > 0);
        Assert.Equal(3_000, rows);
        await using var planned = database.CreateCommand("select count(*) from pg_stats where tablename = 'Things'");
        Assert.Equal(2L, await planned.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_table_is_analysed_again_only_when_it_has_doubled()
    {
        await using var parts = await RealParts.Make("statistics");
        await using var database = NpgsqlDataSource.Create(parts.Database);

        await Fill(database, 900, create: true);
        Assert.Empty(await Analyzed(database));
        await Fill(database, 2_100);
        Assert.Equal(["public.\"Things\""], await Analyzed(database));
        Assert.Equal(3_000, await Rows(database));
        await Fill(database, 2_900);
        Assert.Empty(await Analyzed(database));
        await Fill(database, 100);
        Assert.Equal(["public.\"Things\""], await Analyzed(database));
        Assert.Empty(await Analyzed(database));
    }

    private static Task<List<string>> Analyzed(NpgsqlDataSource database) =>
        EarlyStatistics.AnalyzeGrownTables(database, TestContext.Current.CancellationToken);

    /// <summary>Adds rows, and makes PostgreSQL count them at once: it counts them a second later otherwise.</summary>
    private static async Task Fill(NpgsqlDataSource database, int rows, bool create = false)
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var sql in new[]
        {
            create ? "create table \"Things\" (id integer, name text) with (autovacuum_enabled = false)" : "select 1",
            $"insert into \"Things\" select n, 'thing ' || n from generate_series(1, {rows}) n",
            "select pg_stat_force_next_flush()",
            "select 1",
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<float> Rows(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select reltuples from pg_class where relname = 'Things'");
        return (float)(await command.ExecuteScalarAsync())!;
    }
}
