using System.Text.Json;

namespace Funnel.Chaos;

/// <summary>A person, from the first touch to a decision, a deal or a win. A retry of a step names the same person.</summary>
/// <param name="plot">A digit that chooses what happens to the person.</param>
internal sealed class Person(Door door, Acknowledged acknowledged, string email, int plot, CancellationToken cancellation)
{
    private const string Captured = "marketing.contact.captured.v1", Touched = "marketing.touch.recorded.v1";

    /// <summary>Facts that are captured together are cheap. With these, twenty people a second make five hundred events.</summary>
    private const int PageViews = 18;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(400), LongestPause = TimeSpan.FromSeconds(3);

    private string lead = "";
    private int cycle;

    /// <param name="meantAt">The moment when the person was meant to come. A delay counts from it.</param>
    public async Task Go(long meantAt)
    {
        var isInterested = plot is not (8 or 9);
        var person = new
        {
            email,
            channel = "chaos",
            touches = Enumerable.Range(1, PageViews).Select(n => new { kind = "pageView", asset = (string?)null, externalId = $"{n}" })
                .Append(new { kind = isInterested ? "form" : "adClick", asset = isInterested ? "demo-request" : null, externalId = "0" }),
        };
        if (await door.Send(HttpMethod.Post, "/api/marketing/v1/leads", person, cancellation, meantAt) is not { } captured)
        {
            if (plot == 9)
            {
                return; // this plot does not retry, so the person exists once or not at all
            }

            captured = await Post("/api/marketing/v1/leads", person);
        }

        lead = captured.GetProperty("id").GetString()!;
        await Promised(Captured, lead);
        foreach (var touch in captured.GetProperty("touchIds").EnumerateArray())
        {
            await Promised(Touched, touch.GetString()!);
        }

        await (plot switch
        {
            9 => Task.CompletedTask,
            8 => AskForDemo(),
            7 => Return(),
            6 => Decide("reject", "spam"),
            5 => Sell("lose", "no-budget"),
            _ => Sell("win", "best-fit"),
        });
    }

    private async Task Sell(string outcome, string reason)
    {
        var handoff = await Decide("accept", null);
        var deal = (await Post($"/api/sales/v1/handoffs/{handoff}/convert", new
        {
            accountName = $"Account of {email}",
            opportunity = new { name = "Deal", amount = 100, currency = "EUR", expectedCloseDate = "2030-01-01" },
        })).GetProperty("opportunityId").GetString()!;
        await Promised("sales.opportunity.created.v1", deal);
        await Post($"/api/sales/v1/opportunities/{deal}/{outcome}", new { reason });
        await Promised($"sales.opportunity.{(outcome == "win" ? "won" : "lost")}.v1", deal);
    }

    /// <summary>The handoff is recycled, the person asks for a demo again, and the second handoff is accepted.</summary>
    private async Task Return()
    {
        await Decide("recycle", "timing");
        await Until($"/api/marketing/v1/leads/{lead}", known => known.GetProperty("cycle").GetInt32() == 2);
        await AskForDemo();
        await Decide("accept", null);
    }

    private async Task AskForDemo()
    {
        var touch =
            await Post("/api/marketing/v1/touches", new { leadId = lead, kind = "form", asset = "demo-request", externalId = "again" });
        await Promised(Touched, touch.GetProperty("id").GetString()!);
    }

    private async Task<string> Decide(string decision, string? reason)
    {
        cycle++;
        var page = await Until($"/api/sales/v1/handoffs?leadId={lead}", page => page.GetProperty("items").GetArrayLength() >= cycle);
        var handoff = page.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("cycle").GetInt32() == cycle)
            .GetProperty("id").GetString()!;
        await Post($"/api/sales/v1/handoffs/{handoff}/{decision}", new { decidedBy = "Chaos", reason });
        await Promised($"sales.lead.{decision}{(decision.EndsWith('e') ? "d" : "ed")}.v1", handoff);
        return handoff;
    }

    private async Task<JsonElement> Until(string path, Func<JsonElement, bool> isReached)
    {
        for (var attempt = 1; ; attempt++)
        {
            await Pause(attempt);
            if (await door.Send(HttpMethod.Get, path, null, cancellation) is { } answer && isReached(answer))
            {
                return answer;
            }
        }
    }

    private async Task<JsonElement> Post(string path, object body)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await door.Send(HttpMethod.Post, path, body, cancellation) is { } answer)
            {
                return answer;
            }

            await Pause(attempt);
        }
    }

    /// <summary>
    /// A pause that grows with each attempt and has a random part. Otherwise all people would return at once to a part that has
    /// just started.
    /// </summary>
    private Task Pause(int attempt)
    {
        var longest = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1), LongestPause.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + Random.Shared.NextDouble() / 2)), cancellation);
    }

    private Task Promised(string type, string subject) => acknowledged.Add(new(type, Guid.Parse(subject)));
}
