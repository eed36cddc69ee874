using Funnel.Contracts;
using Funnel.Marketing;
using Funnel.Marketing.Feedback;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Scoring;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

return await Defaults.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("marketing").AddApi("Funnel Marketing").AddDatabase<MarketingDb>("marketing-db")
        .AddMessaging<MarketingDb>("marketing", builder.Broker(), queues => queues.Hear(Subscription.MarketingLeads));
    builder.Services.AddHostedService<QualifyLeads>();

    // Here too, because the generator of the validations sees the routes of this project only from a call in it.
    builder.Services.AddValidation();

    var app = builder.Build();
    if (args is ["migrate"])
    {
        await app.Migrate<MarketingDb>();
        return;
    }

    app.UseServiceDefaults();
    app.MapJournal();
    app.MapFunnelOpenApi("marketing");
    app.MapLeads();
    app.MapTouches();
    app.MapScoring();
    app.MapFeedback();
    await app.RunAsync();
});
