using Funnel.Contracts;
using Funnel.Insights;
using Funnel.Insights.Deals;
using Funnel.Insights.Funnels;
using Funnel.Insights.Projections;
using Funnel.Insights.Timeline;
using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;
using Funnel.Topology;

return await ServiceHost.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("insights").AddApi(InsightsPermissions.ByRole).AddDatabase<InsightsDb>("insights-db")
        .AddMessaging<InsightsDb>("insights", builder.Broker(), Subscriptions.All, queues => builder.AddProjections(queues)
            .Project(Subscriptions.InsightsFunnels, new FunnelsProjection())
            .Project(Subscriptions.InsightsDeals, new DealsProjection())
            .Project(Subscriptions.InsightsTimeline, new TimelineProjection()));
    builder.Services.AddValidation().AddOpenApi(document => document.Describe("Funnel Insights"));
    builder.AddRebuilds();
    builder.AddDeals();

    var app = builder.Build();
    if (args is ["migrate"])
    {
        await app.Migrate<InsightsDb>();
        return;
    }

    if (args is ["verify-audit"])
    {
        await app.VerifyAudit();
        return;
    }

    app.UseServiceDefaults();
    app.UseIdempotencyKeys();
    app.MapJournal();
    app.MapOperations();
    app.MapAudit<InsightsDb>("insights");
    app.MapFunnelOpenApi("insights");
    app.MapFunnels();
    app.MapDeals();
    app.MapTimeline();
    app.MapProjections();
    await app.RunAsync();
});
