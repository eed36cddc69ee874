using Funnel.Contracts.Marketing;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Tests.Capture;

public sealed class CaptureLeadsTests(MarketingFixture marketing)
{
    [Fact]
    public async Task A_refused_item_affects_no_other_and_a_person_who_comes_twice_is_one_lead()
    {
        var (one, two, three) = (MarketingFixture.NewEmail(), MarketingFixture.NewEmail(), MarketingFixture.New("crm"));
        var answer = await Post(
            new { email = one },
            new { email = "no address" },
            new { email = one.ToUpperInvariant(), company = "Engines", touches = new[] { new { kind = "event", asset = "fair" } } },
            new { fullName = "Nobody" },
            new { externalId = three, occurredAt = "0001-01-01T00:00:00Z" },
            new { email = two, touches = new[] { new { kind = "form", occurredAt = "9999-12-31T23:59:59Z" } } },
            new { email = one },
            new { email = two, externalId = three });

        Assert.Equal((3, 1, 4), (answer.Done, answer.Unchanged, answer.Refused));
        Assert.Equal([null, "email-invalid", null, "identity-missing", "occurred-at-out-of-range", "occurred-at-out-of-range", null, null],
            answer.Results.Select(result => result.Code));
        Assert.Equal(answer.Results[0].Id, answer.Results[2].Id);
        Assert.Equal(BulkOutcome.Unchanged, answer.Results[6].Outcome);
        var lead = await marketing.Lead(answer.Results[0].Id!.Value);
        Assert.Equal("Engines", lead.Company);
        Assert.Single(await marketing.Service.Published(lead.Id), fact => fact.Data is ContactCaptured);
        Assert.Equal(1, await marketing.Count("select count(*) from leads where email = $1", two));
    }

    [Fact]
    public async Task An_invalid_item_affects_no_other()
    {
        var email = MarketingFixture.NewEmail();
        var answer = await Post(
            new { email = MarketingFixture.NewEmail(), fullName = new string('x', 201) },
            new { email, companySize = 5 },
            new { email = MarketingFixture.NewEmail(), companySize = -1 },
            new { email = MarketingFixture.NewEmail(), touches = new[] { new { kind = "form", asset = new string('x', 201) } } });

        Assert.Equal(["validation-failed", null, "validation-failed", "validation-failed"], answer.Results.Select(result => result.Code));
        Assert.Contains("fullName", answer.Results[0].Detail);
        Assert.Contains("touches[0].asset", answer.Results[3].Detail);
        Assert.Equal(email, (await marketing.Lead(answer.Results[1].Id!.Value)).Email);
    }

    [Fact]
    public async Task The_same_batch_again_changes_nothing()
    {
        var items = Enumerable.Range(0, 5).Select(_ => (object)new
        {
            externalId = MarketingFixture.New("crm"),
            email = MarketingFixture.NewEmail(),
            occurredAt = "2024-01-01T00:00:00Z",
            touches = new[] { new { kind = "form", asset = "apply", externalId = "1" } },
            consents = new[] { new { purpose = "newsletter", channel = "email", legalBasis = "consent" } },
        }).ToArray();
        var first = await Post(items);
        var second = await Post(items);

        Assert.Equal((5, 0), (first.Done, first.Unchanged));
        Assert.Equal((0, 5), (second.Done, second.Unchanged));
        Assert.Equal(first.Results.Select(result => result.Id), second.Results.Select(result => result.Id));
    }

    [Fact]
    public async Task The_same_people_in_several_batches_at_once_are_captured_once()
    {
        var emails = Enumerable.Range(0, 100).Select(_ => MarketingFixture.NewEmail()).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Post(
            [.. (n % 2 == 0 ? emails : emails.Reverse())
                .Select(email => (object)new { email, touches = new[] { new { kind = "event", asset = $"fair {n}" } } })])));

        Assert.All(answers, answer => Assert.Equal(100, answer.Done));
        Assert.Equal(100, answers.SelectMany(answer => answer.Results).Select(result => result.Id).Distinct().Count());
        Assert.Equal(100, await marketing.Count("select count(*) from leads where email = any($1)", (object)emails));
        Assert.Equal(400,
            await marketing.Count("select count(*) from touches t join leads l on l.id = t.lead_id where l.email = any($1)",
                (object)emails));
    }

    [Fact]
    public async Task Eight_thousand_leads_are_imported_and_handed_over()
    {
        var tag = MarketingFixture.New("olist");
        for (var batch = 0; batch < 8; batch++)
        {
            var answer = await Post([.. Enumerable.Range(0, 1000).Select(n => (object)new
            {
                externalId = $"{tag}-{batch}-{n}",
                channel = "organic search",
                occurredAt = new DateTimeOffset(2018, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes((1000 * batch) + n),
                touches = new[] { new { kind = "form", asset = "apply", externalId = "1" } },
            })]);
            Assert.Equal(1000, answer.Done);
        }

        await marketing.Scored();
        Assert.Equal(8000, await marketing.Count(
            "select count(*) from qualifications q join leads l on l.id = q.lead_id where l.external_id like $1 "
                + "and q.qualified_at = l.captured_at", tag + "-%"));
    }

    private Task<BulkResponse> Post(params object[] items) =>
        marketing.Service.Post<BulkResponse>(MarketingFixture.Leads + "/batch", new { items });
}
