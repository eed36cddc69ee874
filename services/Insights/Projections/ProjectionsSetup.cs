using Funnel.Contracts;
using Funnel.Insights.Metrics;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Registers the projections and what keeps them.</summary>
internal static class ProjectionsSetup
{
    /// <summary>
    /// Call it inside the queues: what is registered there starts after the schema check and before the bus, so that no
    /// event arrives at tables that are not there yet.
    /// </summary>
    public static ProjectionQueues AddProjections(this WebApplicationBuilder builder, Queues<InsightsDb> queues)
    {
        builder.Services.AddHostedService<ProjectionSchemas>();
        builder.Services.AddSingleton<ProjectionReader>();
        builder.Services.AddSingleton<TimeZones>();
        return new(builder.Services, queues);
    }

    public static void AddRebuilds(this WebApplicationBuilder builder)
    {
        foreach (var service in SourceJournals.Services)
        {
            var address = builder.ServiceAddress(service);
            builder.Services.AddHttpClient(service, http => http.BaseAddress = address).AddHttpMessageHandler<JournalAccess>();
        }

        builder.Services.AddSingleton<OwnToken>();
        builder.Services.AddTransient<JournalAccess>();

        builder.Services.AddSingleton<SourceJournals>();
        builder.Services.AddSingleton<RebuildFromJournal>();
        builder.Services.AddSingleton<RebuildFromBus>();
        builder.Services.AddHostedService<Rebuilder>();
    }
}

internal sealed class ProjectionQueues(IServiceCollection services, Queues<InsightsDb> queues)
{
    /// <summary>Folds a queue's events into a projection.</summary>
    public ProjectionQueues Project(Subscription subscription, Projection projection)
    {
        services.AddSingleton(projection);
        queues.Hear(subscription, provider =>
        {
            var database = provider.GetRequiredService<NpgsqlDataSource>();
            var clock = provider.GetRequiredService<TimeProvider>();
            return (batch, cancellation) => Folding.Hear(projection, database, clock, batch, cancellation);
        });
        return this;
    }
}
