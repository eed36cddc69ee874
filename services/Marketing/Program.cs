using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Marketing;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Feedback;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Scoring;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;
using Funnel.Topology;

return await ServiceHost.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("marketing").AddApi(MarketingPermissions.ByRole).AddDatabase<MarketingDb>("marketing-db")
        .AddMessaging<MarketingDb>("marketing", builder.Broker(), Subscriptions.All, queues => queues.Hear(Subscriptions.MarketingLeads));
    builder.Services.AddValidation().AddOpenApi(document => document.Describe("Funnel Marketing"));
    builder.Services.AddCapture().AddScoring();
    builder.Services.Count<ContactCaptured>("funnel.leads.captured", "Captured people")
        .Count<LeadQualified>("funnel.leads.qualified", "Leads handed over to Sales");

    var app = builder.Build();
    if (args is ["migrate"])
    {
        await app.Migrate<MarketingDb>();
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
    app.MapAudit<MarketingDb>("marketing");
    app.MapFunnelOpenApi("marketing");
    app.MapCapture();
    app.MapLeads();
    app.MapTouches();
    app.MapScoring();
    app.MapFeedback();
    await app.RunAsync();
});
