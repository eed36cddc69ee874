using Funnel.Gateway;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Scalar.AspNetCore;

return await Defaults.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("gateway").AddAccess();
    var hasIdentity = builder.Configuration["Authentication:Authority"] is null;
    if (hasIdentity)
    {
        builder.AddIdentity();
    }

    builder.Services.AddReverseProxy().LoadFromMemory(
        Services.Routes(), [.. Services.Names.Select(name => Services.Cluster(name, builder.ServiceAddress(name)))]);

    var app = builder.Build();
    if (args is ["migrate"])
    {
        await app.MigrateIdentity();
        return;
    }

    app.UseServiceDefaults();
    app.MapGet("/", () => Results.Redirect("/docs")).AllowAnonymous();
    app.MapScalarApiReference("/docs", docs =>
    {
        docs.WithTitle("Funnel").DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().DisableDefaultFonts();
        foreach (var name in Services.Names)
        {
            docs.AddDocument(name, Services.Title(name), $"/api/{name}/openapi/v1.json");
        }
    }).AllowAnonymous();
    if (hasIdentity)
    {
        app.MapIdentity();
    }

    app.MapReverseProxy(Unreachable.Log);
    await app.RunAsync();
});
