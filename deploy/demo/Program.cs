using Funnel.Demo;

using var http = new HttpClient { BaseAddress = new Uri(args[0]), Timeout = TimeSpan.FromMinutes(2) };

// The story of a day stays the same all day long, so that a second telling finds it told.
var now = TimeProvider.System.GetUtcNow();
var story = Year.EndingAt(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
await new Telling(new Gateway(http), "EUR", Console.WriteLine).Tell(story);
Console.WriteLine($"The figures: {args[0]}/api/insights/v1/funnels/cohorts?by=channel");
