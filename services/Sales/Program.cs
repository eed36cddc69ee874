using Funnel.Contracts;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales;
using Funnel.Sales.Accounts;
using Funnel.Sales.Activities;
using Funnel.Sales.BulkEdits;
using Funnel.Sales.Checklists;
using Funnel.Sales.Competitors;
using Funnel.Sales.Conversion;
using Funnel.Sales.Currencies;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Customers;
using Funnel.Sales.Forecasts;
using Funnel.Sales.HandOvers;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Imports;
using Funnel.Sales.Merges;
using Funnel.Sales.Performance;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Quotas;
using Funnel.Sales.Quotes;
using Funnel.Sales.Reasons;
using Funnel.Sales.Referrals;
using Funnel.Sales.Renewals;
using Funnel.Sales.Routing;
using Funnel.Sales.Search;
using Funnel.Sales.Sla;
using Funnel.Sales.Surveys;
using Funnel.Sales.Tasks;
using Funnel.Sales.Team;
using Funnel.Sales.Views;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Topology;

return await ServiceHost.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("sales").AddApi(SalesPermissions.ByRole).AddDatabase<SalesDb>("sales-db")
        .AddMessaging<SalesDb>("sales", builder.Broker(), Subscriptions.All, queues => queues.Hear(Subscriptions.SalesHandoffs));
    builder.Services.AddValidation().AddOpenApi(document => document.Describe("Funnel Sales"));

    // Each group uses only the groups above it.
    // Setup
    builder.AddCurrencies();
    builder.AddViews();

    // Workforce
    builder.AddTeam();
    builder.AddVisibility();

    // Directory
    builder.AddAccounts();

    // Inbound
    builder.AddHandoffs();
    builder.AddSla();

    // Work
    builder.AddTasks();

    // Selling
    builder.AddPipeline();
    builder.AddBulkEdits();
    builder.AddImports();

    // Offers
    builder.AddQuotes();

    // After sale
    builder.AddCustomers();
    builder.AddRenewals();
    builder.AddSurveys();

    // Planning
    builder.AddForecasts();

    builder.Services.Count<LeadAccepted>("funnel.leads.accepted", "Handoffs that Sales accepted")
        .Count<OpportunityWon>("funnel.leads.won", "Opportunities that were won");

    var app = builder.Build();
    if (args is ["migrate"])
    {
        await app.Migrate<SalesDb>();
        return;
    }

    if (args is ["verify-audit"])
    {
        await app.VerifyAudit();
        return;
    }

    app.UseServiceDefaults();
    app.UseVisibility();
    app.UseIdempotencyKeys();
    app.MapJournal();
    app.MapOperations();
    app.MapAudit<SalesDb>("sales");
    app.MapFunnelOpenApi("sales");

    // Setup
    app.MapReasons();
    app.MapCurrencies();
    app.MapCustomFields();
    app.MapViews();

    // Workforce
    app.MapTeam();

    // Directory
    app.MapAccounts();
    app.MapMerges();

    // Catalog
    app.MapProducts();

    // Inbound
    app.MapHandoffs();
    app.MapRouting();
    app.MapSla();

    // Work
    app.MapActivities();
    app.MapTasks();
    app.MapSearch();

    // Selling
    app.MapPipeline();
    app.MapConversion();
    app.MapChecklists();
    app.MapCompetitors();
    app.MapBulkEdits();
    app.MapImports();

    // Offers
    app.MapQuotes();

    // After sale
    app.MapCustomers();
    app.MapSurveys();
    app.MapReferrals();
    app.MapHandOvers();

    // Planning
    app.MapForecasts();
    app.MapQuotas();
    app.MapPerformance();

    await app.RunAsync();
});
