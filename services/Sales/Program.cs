using Funnel.Contracts;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Quotas;
using Funnel.Sales.Reasons;
using Funnel.Sales.Sla;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

return await ServiceHost.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("sales").AddApi().AddDatabase<SalesDb>("sales-db")
        .AddMessaging<SalesDb>("sales", builder.Broker(), queues => queues.Hear(Subscription.SalesHandoffs));
    builder.Services.AddValidation().AddOpenApi(document => document.Describe("Funnel Sales"));
    builder.AddVisibility();
    builder.AddTeam();
    builder.AddHandoffs();
    builder.AddDeals();
    builder.AddSla();
    builder.AddPeople();
    builder.AddOffers();
    builder.AddForecasts();
    builder.AddAfterTheSale();
    builder.Services.Count<LeadAccepted>("funnel.leads.accepted", "Handoffs that Sales accepted")
        .Count<OpportunityWon>("funnel.leads.won", "Opportunities that were won");

    var app = builder.Build();
    if (args is ["migrate"])
    {
        await app.Migrate<SalesDb>();
        return;
    }

    app.UseServiceDefaults();
    app.UseVisibility();
    app.UseIdempotencyKeys();
    app.MapJournal();
    app.MapOperations();
    app.MapAudit<SalesDb>("sales");
    app.MapFunnelOpenApi("sales");
    app.MapTeam();
    app.MapHandoffs();
    app.MapSla();
    app.MapReasons();
    app.MapPeople();
    app.MapPipeline();
    app.MapDeals();
    app.MapOffers();
    app.MapForecasts();
    app.MapQuotas();
    app.MapAfterTheSale();
    await app.RunAsync();
});
