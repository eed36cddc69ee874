using Funnel.Demo;

if (Environment.GetEnvironmentVariable("FUNNEL_CLIENT_SECRET") is not { Length: > 0 } secret)
{
    await Console.Error.WriteLineAsync(
        "FUNNEL_CLIENT_SECRET is not set. Set it to the secret of the API client 'cli', or run ./funnel demo, which sets it.");
    return 1;
}

var gateway = new Uri(args[0]);
using var http =
    new HttpClient(new AccessTokenHandler(gateway, "cli", secret)) { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(2) };

// The story ends at midnight. So a second run on the same day imports the same records and changes nothing.
var now = TimeProvider.System.GetUtcNow();
var story = StoryGenerator.YearUntil(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
await new StoryImporter(new Gateway(http), "EUR", Console.WriteLine).Import(story);
Console.WriteLine($"The demo data is complete. See for example {args[0]}/api/insights/v1/funnels/cohorts?by=channel");
return 0;
