using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Funnel.AppHost;

/// <summary>The buttons of Funnel in the dashboard.</summary>
internal static class Commands
{
    /// <summary>A button on the gateway that fills the system with the demo story.</summary>
    public static void WithDemoCommand(this IResourceBuilder<ProjectResource> gateway, IResourceBuilder<ProjectResource> demo) =>
        gateway.WithCommand(
            "fill-with-demo-data",
            "Fill with demo data",
            context => context.Services.GetRequiredService<ResourceCommandService>()
                .ExecuteCommandAsync(demo.Resource, KnownResourceCommands.StartCommand, context.CancellationToken),
            new CommandOptions
            {
                Description = "Adds a year of history: four hundred leads, their campaigns, handoffs and deals.",
                ConfirmationMessage = "This adds a year of demo data to the databases. The log of the resource 'demo' shows the progress.",
                IconName = "BookOpen",
                UpdateState = context => context.ResourceSnapshot.HealthStatus == HealthStatus.Healthy
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Disabled,
            });

    /// <summary>A button on Insights that builds all its read models again from the journals.</summary>
    public static IResourceBuilder<ProjectResource> WithRebuildCommand(
        this IResourceBuilder<ProjectResource> insights, IResourceBuilder<ProjectResource> gateway,
        IResourceBuilder<ParameterResource> cliSecret) =>
        insights.WithHttpCommand(
            "/api/insights/v1/projections/rebuild",
            "Rebuild the read models",
            commandName: "rebuild-read-models",
            commandOptions: new HttpCommandOptions
            {
                Description = "Builds all read models again from the journals of Marketing and Sales.",
                ConfirmationMessage = "Insights answers with the present read models until the new ones are complete.",
                IconName = "ArrowSync",
                PrepareRequest = async context =>
                {
                    var address = new Uri(gateway.GetEndpoint("http").Url);
                    var secret = await cliSecret.Resource.GetValueAsync(context.CancellationToken);
                    context.Request.Content = JsonContent.Create(new { from = "journal" });
                    var token = await Token(context.HttpClient, address, secret!, context.CancellationToken);
                    context.Request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                },
            });

    private static async Task<string> Token(HttpClient http, Uri gateway, string secret, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "cli",
            ["client_secret"] = secret,
        });
        using var answer = await http.PostAsync(new Uri(gateway, "connect/token"), form, cancellation);
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return body.GetProperty("access_token").GetString()!;
    }
}
