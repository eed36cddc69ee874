using System.Text.Json;
using Npgsql;

namespace Funnel.Chaos;

/// <summary>
/// Computes the score of every qualified lead again, from the touches in the journal only. It knows Funnel's default rules
/// for the touches of the load, and shares no code with the service.
/// </summary>
internal static class Scores
{
    /// <returns>A line for each lead that was qualified with another score.</returns>
    public static async Task<List<string>> Compare(NpgsqlConnection marketing, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with people as (select distinct correlation as id from (
                    select event::jsonb ->> 'correlationid' as correlation, event::jsonb #>> '{data,channel}' as channel
                        from messaging.journal where type = 'marketing.contact.captured.v1') captured
                where channel = 'chaos')
            select event::jsonb from messaging.journal where event::jsonb ->> 'correlationid' in (select id from people)
            """, marketing);
        var stories = new Dictionary<string, List<JsonElement>>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var fact = JsonSerializer.Deserialize<JsonElement>(reader.GetString(0));
                var person = fact.GetProperty("correlationid").GetString()!;
                (stories.TryGetValue(person, out var story) ? story : stories[person] = []).Add(fact);
            }
        }

        return [.. stories.SelectMany(story => Compare(story.Value))];
    }

    private static IEnumerable<string> Compare(List<JsonElement> story)
    {
        foreach (var qualified in story.Where(fact => Type(fact) == "marketing.lead.qualified.v1"))
        {
            var at = qualified.GetProperty("time").GetDateTimeOffset();
            var data = qualified.GetProperty("data");
            // A later cycle counts only its own touches.
            var since =
                story.Where(fact => Type(fact) == "marketing.lead.dequalified.v1" && fact.GetProperty("data").GetProperty("cycle")
                    .GetInt32() < data.GetProperty("cycle").GetInt32())
                .Select(fact => fact.GetProperty("time").GetDateTimeOffset()).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            var touches = story.Where(fact => Type(fact) == "marketing.touch.recorded.v1")
                .Select(fact =>
                    (At: fact.GetProperty("time").GetDateTimeOffset(), Kind: fact.GetProperty("data").GetProperty("kind").GetString()))
                .Where(touch => touch.At <= at && touch.At > since).ToList();
            var (told, sum, counted) = (data.GetProperty("score").GetDecimal(),
                data.GetProperty("contributions").EnumerateArray().Sum(part => part.GetProperty("points").GetDecimal()),
                Score(touches, at));
            if (told != counted || told != sum)
            {
                yield return $"{data.GetProperty("leadId").GetString()}: told {told}, its parts {sum}, the touches {counted}";
            }
        }
    }

    /// <summary>
    /// A demo request gives 60 points once. A form gives 10 points with a half-life of 30 days, at most 20. A page view gives
    /// 2 points with a half-life of 14 days, at most 20. An ad click gives 3 points with the same half-life, at most 9.
    /// </summary>
    private static decimal Score(List<(DateTimeOffset At, string? Kind)> touches, DateTimeOffset at)
    {
        return Math.Min(60, 60 * touches.Count(touch => touch.Kind == "form")) + Sum("form", 10, 30, 20) + Sum("pageView", 2, 14, 20)
            + Sum("adClick", 3, 14, 9);

        decimal Sum(string kind, double points, double halfLife, decimal cap) => Math.Min(cap, touches.Where(touch => touch.Kind == kind)
            .Sum(touch => decimal.Round((decimal)(points * Math.Pow(2, -(at - touch.At).TotalDays / halfLife)), 2)));
    }

    private static string Type(JsonElement fact) => fact.GetProperty("type").GetString()!;
}
