using Funnel.Gateway;
using Funnel.ServiceDefaults;
using Scalar.AspNetCore;

return await Defaults.Run(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("gateway");
    builder.Services.AddReverseProxy().LoadFromMemory(
        Services.Routes(), [.. Services.Names.Select(name => Services.Cluster(name, builder.ServiceAddress(name)))]);

    var app = builder.Build();
    app.UseServiceDefaults();
    app.MapGet("/", () => Results.Redirect("/docs"));
    app.MapScalarApiReference("/docs", docs =>
    {
        docs.WithTitle("Funnel").DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().DisableDefaultFonts();
        foreach (var name in Services.Names)
        {
            docs.AddDocument(name, Services.Title(name), $"/api/{name}/openapi/v1.json");
        }
    });
    app.MapReverseProxy();
    await app.RunAsync();
});
