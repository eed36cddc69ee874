using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Funnel.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Insights.Tests.Projections;

internal sealed class PublisherDb(DbContextOptions<PublisherDb> options, Outbox outbox) : MessagingDb(options, outbox);

/// <summary>A service that only publishes events: it has a real journal, relay and replay, and runs beside the tested Insights.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly RealParts parts;
    private readonly WebApplication app;

    private Publisher(RealParts parts, WebApplication app) => (this.parts, this.app) = (parts, app);

    public static async Task<Publisher> Start(string service, Uri address, Uri broker)
    {
        var parts = await RealParts.Make(service);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(address.ToString());
        builder.Configuration[$"ConnectionStrings:{service}-db"] = parts.Database;
        builder.Configuration["Authentication:Authority"] = (await TokenIssuer.Get()).Address.ToString();
        builder.AddServiceDefaults(service).AddApi().AddDatabase<PublisherDb>($"{service}-db")
            .AddMessaging<PublisherDb>(service, broker, Subscriptions.All, _ => { });
        var app = builder.Build();
        await MessagingSchema.Migrate(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        await AuditSchema.Migrate(app.Services.GetRequiredService<NpgsqlDataSource>());
        app.UseServiceDefaults();
        app.MapJournal();
        await app.StartAsync();
        return new(parts, app);
    }

    /// <summary>Publishes the facts of these events with their times and persons. Each fact gets a subject of its own.</summary>
    public async Task Publish(IEnumerable<CloudEvent> events)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PublisherDb>();
        foreach (var told in events)
        {
            db.PublishOnce(told.Id, told.Data!, told.Time, told.CorrelationId);
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Publishes an event of a type that this build does not know.</summary>
    public async Task PublishRaw(string type)
    {
        await using var insert = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "insert into messaging.journal (id, type, subject, sequence, event) values ($1, $2, $1, 1, $3)");
        var id = Person.NewId();
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = type });
        insert.Parameters.Add(new() { Value = $$"""{"id":"{{id}}"}""" });
        await insert.ExecuteNonQueryAsync();
    }

    public Task Stop() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await parts.DisposeAsync();
    }
}
