using System.Net;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Tests.Touches;

public sealed class RecordTouchesTests(MarketingFixture marketing)
{
    [Fact]
    public async Task A_touch_is_recorded_with_its_channel_and_published()
    {
        var lead = await marketing.Capture(new { email = MarketingFixture.NewEmail() });
        using var answer = await marketing.Service.Post(MarketingFixture.Touches, new
        {
            leadId = lead.Id,
            kind = "pageView",
            url = "https://www.example.com/pricing",
            utm = new { medium = "email", campaign = "june" },
            occurredAt = "2024-06-01T12:00:00Z",
        });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var touch = await marketing.Service.Get<TouchResponse>(answer.Headers.Location!.ToString());
        Assert.Equal(("email", "june", new DateTimeOffset(2024, 6, 1, 12, 0, 0, TimeSpan.Zero)),
            (touch.Channel, touch.Utm.Campaign, touch.OccurredAt));
        var fact = Assert.Single(await marketing.Service.Published(touch.Id));
        Assert.Equal((lead.Id, touch.OccurredAt, 1), (fact.CorrelationId, fact.Time, fact.Sequence));
        Assert.Equal("email", Assert.IsType<TouchRecorded>(fact.Data).Channel);
    }

    [Fact]
    public async Task The_same_id_from_many_senders_is_one_touch()
    {
        var lead = await marketing.Capture(new { email = MarketingFixture.NewEmail() });
        var id = Guid.CreateVersion7();
        var touch = new { leadId = lead.Id, id, kind = "adClick" };
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(_ => marketing.Service.Post<RecordTouchResponse>(MarketingFixture.Touches, touch)));

        Assert.All(answers, answer => Assert.Equal(id, answer.Id));
        Assert.Single(answers, answer => answer.IsNew);
        Assert.Single(await marketing.Service.Published(id));
    }

    [Fact]
    public async Task The_id_of_a_touch_of_another_lead_is_refused()
    {
        var (one, other) =
            (await marketing.Capture(new { email = MarketingFixture.NewEmail() }),
                await marketing.Capture(new { email = MarketingFixture.NewEmail() }));
        var id = Guid.CreateVersion7();
        await marketing.Service.Post<RecordTouchResponse>(MarketingFixture.Touches, new { leadId = one.Id, id, kind = "adClick" });

        Assert.Equal((HttpStatusCode.Conflict, "touch-id-taken"),
            await marketing.Refused(MarketingFixture.Touches, new { leadId = other.Id, id, kind = "adClick" }));
    }

    [Fact]
    public async Task A_batch_finds_people_by_any_identity_and_refuses_item_by_item()
    {
        var (email, externalId) = (MarketingFixture.NewEmail(), MarketingFixture.New("crm"));
        var lead = await marketing.Capture(new { email, externalId });
        var id = Guid.CreateVersion7();
        var answer = await marketing.Service.Post<BulkResponse>(MarketingFixture.Touches + "/batch", new
        {
            items = new object[]
            {
                new { leadId = lead.Id, kind = "pageView", id },
                new { externalLeadId = externalId, kind = "pageView", externalId = "a" },
                new { email = email.ToUpperInvariant(), kind = "event", externalId = "a" },
                new { leadId = lead.Id, kind = "pageView", id },
                new { leadId = Guid.CreateVersion7(), kind = "pageView" },
                new { kind = "pageView" },
                new { leadId = lead.Id, email, kind = "pageView" },
                new { email = "no address", kind = "pageView" },
                new { leadId = lead.Id, kind = "unknown" },
                new { leadId = lead.Id, kind = "form", occurredAt = "1989-12-31T23:59:59Z" },
                new { leadId = lead.Id, kind = "form", url = new string('x', 2001) },
            },
        });

        Assert.Equal(
            [null, null, null, null, "touch-lead-unknown", "touch-lead-missing", "touch-lead-missing", "email-invalid",
                "touch-kind-unknown",
            "occurred-at-out-of-range", "validation-failed"], answer.Results.Select(result => result.Code));
        Assert.Equal((2, 2), (answer.Done, answer.Unchanged));
        Assert.Equal(answer.Results[1].Id, answer.Results[2].Id);
        Assert.Equal(2, await marketing.Count("select count(*) from touches where lead_id = $1", lead.Id));
        Assert.Equal(3, (await marketing.Service.Story(lead.Id)).Count);
    }

    [Fact]
    public async Task Touches_are_listed_by_when_they_happened_page_by_page()
    {
        var lead = await marketing.Capture(new { email = MarketingFixture.NewEmail() });
        var first = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int[] days = [5, 1, 4, 4, 2, 3];
        await marketing.Service.Post<BulkResponse>(MarketingFixture.Touches + "/batch",
            new { items = days.Select(day => new { leadId = lead.Id, kind = "pageView", occurredAt = first.AddDays(day) }) });

        var seen = new List<TouchResponse>();
        for (Guid? after = null; ;)
        {
            var page = await marketing.Service
                .Get<Page<TouchResponse>>($"{MarketingFixture.Leads}/{lead.Id}/touches?limit=2{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page.Items);
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal([5, 4, 4, 3, 2, 1], seen.Select(touch => (touch.OccurredAt - first).Days));
        Assert.Equal(6, seen.Select(touch => touch.Id).Distinct().Count());
    }
}
