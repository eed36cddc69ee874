using Funnel.Gateway;
using Funnel.Gateway.Identity;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;

return await ServiceHost.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("gateway", isPublic: true).AddApi(Roles.All);
    builder.Services.AddValidation().AddOpenApi(document => document.Describe("Funnel Identity"));
    var hasIdentityServer = builder.Configuration["Authentication:Authority"] is null;
    if (hasIdentityServer)
    {
        builder.AddIdentityServer();
    }

    builder.AddGatewayPipeline();
    builder.Services.AddReverseProxy().LoadFromMemory(
        ServiceRoutes.Routes(),
        [.. ServiceRoutes.ServiceNames.Select(service => ServiceRoutes.Cluster(service, builder.ServiceAddress(service)))]);

    var app = builder.Build();
    if (args is ["migrate"] or ["administrator"])
    {
        await app.MigrateIdentity(resetAdministrator: args is ["administrator"]);
        return;
    }

    if (args is ["verify-audit"])
    {
        await app.VerifyAudit();
        return;
    }

    app.UseGatewayPipeline(hasIdentityServer);
    app.UseServiceDefaults();
    app.MapGet("/", () => Results.Redirect("/docs/")).AllowAnonymous().ExcludeFromDescription();
    app.MapDocs(hasIdentityServer);
    if (hasIdentityServer)
    {
        app.MapIdentityServer();
    }

    app.MapReverseProxy(ForwarderErrorLog.Use).WithoutPlace();
    await app.RunAsync();
});
