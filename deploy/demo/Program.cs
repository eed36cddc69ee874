using Funnel.Demo;

if (Environment.GetEnvironmentVariable("FUNNEL_CLIENT_SECRET") is not { Length: > 0 } secret)
{
    await Console.Error.WriteLineAsync("FUNNEL_CLIENT_SECRET is not set: the secret of the API client 'cli', which ./funnel demo knows.");
    return 1;
}

var gateway = new Uri(args[0]);
using var http = new HttpClient(new SignedIn(gateway, "cli", secret)) { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(2) };

// The story of a day stays the same all day long, so that a second telling finds it told.
var now = TimeProvider.System.GetUtcNow();
var story = Year.EndingAt(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
await new Telling(new Gateway(http), "EUR", Console.WriteLine).Tell(story);
Console.WriteLine($"The figures: {args[0]}/api/insights/v1/funnels/cohorts?by=channel");
return 0;
