using System.Net;
using Funnel.Insights.Timeline;
using Funnel.Messaging;
using Funnel.Testing;
using RabbitMQ.Client;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests.Timeline;

public sealed class GetTimelineTests(InsightsFixture fixture)
{
    [Fact]
    public async Task A_timeline_lists_all_events_from_the_first_touch_to_the_won_deal()
    {
        var person = WithWholeStory(Day(2020, 1, 1));
        await fixture.Tell([.. Enumerable.Reverse(person.Events)]);

        var timeline = await Timeline(person.Id);

        Assert.Equal(person.Events.Select(told => told.Id), timeline.Events.Select(shown => shown.EventId));
        Assert.Equal(person.Events.Select(told => (told.Type, told.Subject, told.CausationId)),
            timeline.Events.Select(shown => (shown.Type, shown.Subject, shown.CausationId)));
        Assert.Equal(
            [
                "Became a lead from paid search, campaign spring, on /home.", "Clicked the ad brochure via paid search.",
                "Qualified with 60 points (threshold 50, rules version 3).", "Assigned to Grace.",
                "Recycled by Grace: timing, not before 2020-04-02.",
                "Qualified with 60 points (threshold 50, rules version 3), cycle 2.", "Assigned to Grace, cycle 2.", "Accepted by Grace.",
                "Opportunity opened at Qualification: 800.00 EUR, expected by 2020-04-07.",
                "Opportunity moved from Qualification to Proposal.",
                "Amount changed from 800.00 EUR to 900.00 EUR.", "Won: 900.00 EUR (best-fit).",
            ],
            timeline.Events.Select(shown => shown.Sentence));
        Assert.DoesNotContain("ada@example.org", string.Join(' ', timeline.Events), StringComparison.OrdinalIgnoreCase);
        Assert.Null(timeline.Next);
    }

    [Fact]
    public async Task A_deal_that_was_corrected_and_opened_again_keeps_its_win_in_the_timeline()
    {
        var opened = Day(2020, 1, 8);
        var person = new Person().Captured(Day(2020, 1, 1)).Opened(opened).Won(Day(2020, 1, 21), opened)
            .Corrected(Day(2020, 2, 10), opened, Day(2020, 1, 21), 900).Reopened(Day(2020, 3, 1), opened);
        await fixture.Load(Enumerable.Reverse(person.Events));

        Assert.Equal(
            [
                "Won: 1000.00 EUR (best-fit).", "Corrected after it was won: amount; amount 1000.00 EUR to 900.00 EUR.",
                "Opened again at Proposal: it was won on 2020-02-29 (closed-by-mistake).",
            ],
            (await Timeline(person.Id)).Events.TakeLast(3).Select(shown => shown.Sentence));
    }

    [Fact]
    public async Task Events_of_the_same_time_are_ordered_by_recording_time_and_sequence()
    {
        var at = Day(2020, 2, 1);
        var person = new Person().Captured(at).Qualified(at).Assigned(at).Accepted(at).Opened(at).Won(at, at);
        await fixture.Load(Enumerable.Reverse(person.Events));
        Assert.Equal(person.Events.Select(told => told.Id), (await Timeline(person.Id)).Events.Select(shown => shown.EventId));

        var together = new Person().Captured(at).Qualified(at).Qualified(at, 2).Events.ConvertAll(told => told with { RecordedTime = at });
        await fixture.Load(Enumerable.Reverse(together));
        Assert.Equal([1, 2, 3], (await Timeline(together[0].CorrelationId)).Events.Select(shown => shown.Sequence));
    }

    [Fact]
    public async Task Pages_do_not_shift_when_earlier_events_are_added()
    {
        var person = WithWholeStory(Day(2020, 3, 1));
        await fixture.Load(person.Events);
        var first = await Timeline(person.Id, "?limit=5");
        await fixture.Load(person.Touched(Day(2020, 3, 1, 13)).Events);

        var second = await Timeline(person.Id, $"?limit=5&after={first.Next}");
        var third = await Timeline(person.Id, $"?limit=5&after={second.Next}");

        Assert.Equal(person.Events.Take(12).Select(told => told.Id),
            first.Events.Concat(second.Events).Concat(third.Events).Select(shown => shown.EventId));
        Assert.Null(third.Next);
        Assert.Empty((await Timeline(person.Id, $"?after={third.Events[^1].EventId}")).Events);
    }

    [Fact]
    public async Task An_unknown_person_and_an_unknown_event_are_refused()
    {
        var person = new Person().Captured(Day(2020, 4, 1));
        await fixture.Load(person.Events);

        await fixture.Service.Refused($"/api/insights/v1/people/{NewId()}/timeline", HttpStatusCode.NotFound, "person-not-found");
        await fixture.Service
            .Refused($"/api/insights/v1/people/{person.Id}/timeline?after={NewId()}", HttpStatusCode.NotFound, "event-not-found");
        await fixture.Service
            .Refused($"/api/insights/v1/people/{person.Id}/timeline?limit=0", HttpStatusCode.BadRequest, "validation-failed");
        await fixture.Service
            .Refused($"/api/insights/v1/people/{person.Id}/timeline?limit=100000", HttpStatusCode.BadRequest, "validation-failed");
        await fixture.Service
            .Refused($"/api/insights/v1/people/{person.Id}/timeline?after=x", HttpStatusCode.BadRequest, "malformed-request");
        await fixture.Service.Refused("/api/insights/v1/people/x/timeline", HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_first_page_of_ten_thousand_events_reads_about_a_hundred_of_them()
    {
        const int Times = 20;
        var person = new Person().Captured(Day(2020, 5, 1));
        for (var touch = 0; touch < 10_000; touch++)
        {
            person.Touched(Day(2020, 5, 1).AddMinutes(touch));
        }

        await fixture.Load(person.Events);
        // With the statistics of a table that was almost empty, PostgreSQL expects few events of a person and sorts them all.
        await using (var analyze = fixture.Service.Database.CreateCommand("analyze timeline.events"))
        {
            await analyze.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var before = await Read();
        for (var time = 0; time < Times; time++)
        {
            Assert.Equal(100, (await Timeline(person.Id)).Events.Count);
        }

        // Other tests read a few rows at the same time. Pages that sort all events of the person would read 200,000 rows.
        var after = await Eventually.Get(Read, read => read.Scans >= before.Scans + Times && read.Rows >= before.Rows + (Times * 100));
        Assert.InRange(after.Rows - before.Rows, Times * 100, Times * 1000);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_ignored()
    {
        var person = new Person().Captured(Day(2020, 6, 1));
        var stranger = CloudEventJson.Write(person.Events[0] with { Id = NewId() })
            .Replace("marketing.contact.captured.v1", "marketing.contact.abducted.v1", StringComparison.Ordinal);
        await using var connection =
            await new ConnectionFactory { Uri = fixture.Service.Broker }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var queue in fixture.Projections.Select(projection => projection.Queue))
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { ContentType = CloudEventJson.MediaType },
                System.Text.Encoding.UTF8.GetBytes(stranger), TestContext.Current.CancellationToken);
        }

        await fixture.Tell(person.Events[0]);

        Assert.Single((await Timeline(person.Id)).Events);
        foreach (var queue in fixture.Projections.Select(projection => projection.Queue))
        {
            Assert.Equal(0u, await channel.MessageCountAsync($"{queue}_error", TestContext.Current.CancellationToken));
            await Eventually.Get(() => channel.MessageCountAsync(queue), waiting => waiting == 0);
        }
    }

    [Fact]
    public async Task Causes_lead_from_the_won_deal_back_to_the_first_click()
    {
        var person = new Person().Touched(Day(2020, 7, 1)).Captured(Day(2020, 7, 1)).Qualified(Day(2020, 7, 2)).Assigned(Day(2020, 7, 2))
            .Accepted(Day(2020, 7, 3))
            .Opened(Day(2020, 7, 4)).Won(Day(2020, 7, 9), Day(2020, 7, 4));
        await fixture.Tell([.. person.Events]);

        var causes = await Causes(person, person.Events[^1].Id);

        Assert.Equal(Enumerable.Reverse(person.Events).Select(told => told.Id), causes.Events.Select(shown => shown.EventId));
        Assert.Equal("marketing.touch.recorded.v1", causes.Events[^1].Type);
        Assert.True(causes.Complete);
        await fixture.Service
            .Refused($"/api/insights/v1/people/{NewId()}/timeline/{person.Events[0].Id}/causes", HttpStatusCode.NotFound,
                "event-not-found");
    }

    [Fact]
    public async Task A_broken_or_circular_chain_of_causes_ends_and_is_reported_as_incomplete()
    {
        var person = new Person().Captured(Day(2020, 8, 1)).Touched(Day(2020, 8, 2)).Touched(Day(2020, 8, 3));
        await fixture.Load([person.Events[1], person.Events[2]]);
        var broken = await Causes(person, person.Events[2].Id);
        Assert.Equal((2, false), (broken.Events.Count, broken.Complete));

        await fixture.Load([person.Events[0] with { CausationId = person.Events[2].Id }]);
        var ring = await Causes(person, person.Events[2].Id);
        Assert.Equal((3, false), (ring.Events.Count, ring.Complete));
    }

    private Task<RowReads> Read() => RowReads.Of(fixture.Service.Database, "timeline.events", TestContext.Current.CancellationToken);

    private Task<TimelineResponse> Timeline(Guid person, string query = "") =>
        fixture.Service.Get<TimelineResponse>($"/api/insights/v1/people/{person}/timeline{query}");

    private Task<CausesResponse> Causes(Person person, Guid eventId) =>
        fixture.Service.Get<CausesResponse>($"/api/insights/v1/people/{person.Id}/timeline/{eventId}/causes");
}
