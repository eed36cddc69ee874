using Funnel.Contracts;
using Funnel.Insights.Metrics;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Registers the projections, their queues and their rebuilds.</summary>
internal static class ProjectionsSetup
{
    /// <summary>Registers the creation of the tables. Call it while the queues are registered.</summary>
    /// <remarks>Services that are registered there start before the bus, so that no event arrives before the tables exist.</remarks>
    public static ProjectionQueues AddProjections(this WebApplicationBuilder builder, Queues<InsightsDb> queues)
    {
        builder.Services.AddHostedService<ProjectionSchemas>();
        builder.Services.AddSingleton<ProjectionReader>();
        return new(builder.Services, queues);
    }

    public static void AddRebuilds(this WebApplicationBuilder builder)
    {
        foreach (var service in SourceJournals.Services)
        {
            var address = builder.ServiceAddress(service);
            builder.Services.AddHttpClient(service, http => http.BaseAddress = address).AddHttpMessageHandler<JournalAuthorization>();
        }

        builder.Services.AddSingleton<ServiceToken>();
        builder.Services.AddTransient<JournalAuthorization>();

        builder.Services.AddSingleton<SourceJournals>();
        builder.Services.AddSingleton<RebuildFromJournal>();
        builder.Services.AddSingleton<RebuildFromBus>();
        builder.Services.AddHostedService<RebuildRunner>();
        builder.Services.AddHostedService<FreshnessWatch>();
    }
}

internal sealed class ProjectionQueues(IServiceCollection services, Queues<InsightsDb> queues)
{
    /// <summary>Applies the events of a queue to a projection.</summary>
    public ProjectionQueues Project(Subscription subscription, Projection projection)
    {
        services.AddSingleton(projection);
        queues.Hear(subscription, provider =>
        {
            var database = provider.GetRequiredService<NpgsqlDataSource>();
            var clock = provider.GetRequiredService<TimeProvider>();
            return (batch, cancellation) => ProjectionWriter.Hear(projection, database, clock, batch, cancellation);
        });
        return this;
    }
}
