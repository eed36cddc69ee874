using Funnel.Gateway;
using Funnel.Gateway.Identity;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;

return await ServiceHost.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("gateway").AddApi();
    builder.Services.AddValidation().AddOpenApi(document => document.Describe("Funnel Identity"));
    var hasIdentity = builder.Configuration["Authentication:Authority"] is null;
    if (hasIdentity)
    {
        builder.AddIdentity();
    }

    builder.AddDoor();
    builder.Services.AddReverseProxy().LoadFromMemory(
        Services.Routes(), [.. Services.Names.Select(name => Services.Cluster(name, builder.ServiceAddress(name)))]);

    var app = builder.Build();
    if (args is ["migrate"] or ["administrator"])
    {
        await app.MigrateIdentity(administrator: args is ["administrator"]);
        return;
    }

    app.UseDoor();
    app.UseServiceDefaults();
    app.MapGet("/", () => Results.Redirect("/docs/")).AllowAnonymous().ExcludeFromDescription();
    app.MapDocs(hasIdentity);
    if (hasIdentity)
    {
        app.MapIdentity();
    }

    app.MapReverseProxy(Unreachable.Log);
    await app.RunAsync();
});
