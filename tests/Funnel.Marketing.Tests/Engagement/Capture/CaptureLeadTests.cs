using System.Net;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Touches;

namespace Funnel.Marketing.Tests.Capture;

public sealed class CaptureLeadTests(MarketingFixture marketing)
{
    [Fact]
    public async Task A_new_person_is_captured_with_touches_and_consent_and_all_of_it_is_published()
    {
        var email = MarketingFixture.NewEmail();
        using var answer = await marketing.Service.Post(MarketingFixture.Leads, new
        {
            email = "  " + email.ToUpperInvariant(),
            fullName = "Ada Lovelace",
            country = "gb",
            companySize = 12,
            utm = new { source = "google", medium = "cpc", campaign = "spring" },
            landingPage = "https://www.example.com/pricing",
            touches = new[] { new { kind = "pageView", url = "https://www.example.com/pricing" } },
            consents = new[] { new { purpose = "newsletter", channel = "email", legalBasis = "consent", textVersion = "3" } },
        });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var lead = await marketing.Service.Get<LeadResponse>(answer.Headers.Location!.ToString());
        Assert.Equal((email, "GB", "paid", "spring"), (lead.Email, lead.Country, lead.FirstTouch.Channel, lead.FirstTouch.Utm.Campaign));
        Assert.Equal("newsletter", Assert.Single(lead.Consents).Purpose);
        var story = await marketing.Service.Story(lead.Id);
        Assert.Equal((lead.Id, email, "paid"),
            story.Select(fact => fact.Data).OfType<ContactCaptured>().Select(fact => (fact.LeadId, fact.Email, fact.Channel)).Single());
        Assert.Equal("newsletter", story.Select(fact => fact.Data).OfType<ConsentGranted>().Single().Purpose);
        Assert.Equal(("spring", "paid"),
            story.Select(fact => fact.Data).OfType<TouchRecorded>().Select(fact => (fact.Campaign, fact.Channel)).Single());
        Assert.Equal(3, story.Count);
    }

    [Theory]
    [InlineData("{0}@example.com\u200b")]
    [InlineData("\ufeff{0}@example.com")]
    [InlineData("\u202a{0}@EXAMPLE.com\u202c")]
    [InlineData("{0}@exa\u00admple.com.")]
    public async Task An_email_with_characters_that_nobody_sees_is_the_same_email(string spelling)
    {
        var name = MarketingFixture.New("unseen");
        var first = await marketing.Capture(new { email = $"{name}@example.com" });
        var again = await marketing.Capture(new { email = string.Format(null, spelling, name) });
        Assert.Equal((first.Id, false), (again.Id, again.IsNew));
    }

    [Fact]
    public async Task Composed_and_decomposed_emails_and_both_forms_of_a_domain_are_one_lead()
    {
        var name = MarketingFixture.New("josé");
        var first = await marketing.Capture(new { email = $"{name}@müller.example" });
        var apart = name.Replace("é", "e\u0301", StringComparison.Ordinal);
        var again = await marketing.Capture(new { email = $"{apart}@xn--mller-kva.EXAMPLE" });
        var plain = await marketing.Capture(new { email = $"{name.Replace('é', 'e')}@müller.example" });
        Assert.Equal((first.Id, true), (again.Id, plain.Id != first.Id));
    }

    [Fact]
    public async Task Consents_that_differ_in_capitals_only_are_one_consent()
    {
        var (email, at) = (MarketingFixture.NewEmail(), new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero));
        object Consent(string purpose) => new
        {
            email, occurredAt = at, consents = new[] { new { purpose, channel = purpose + " mail", legalBasis = "consent" } },
        };
        var lead = await marketing.Capture(Consent("News"));
        await marketing.Capture(Consent("NEWS\u200b"));
        Assert.Equal("News", Assert.Single((await marketing.Lead(lead.Id)).Consents).Purpose);
    }

    [Fact]
    public async Task Capturing_the_same_email_again_keeps_one_lead_fills_blanks_only_and_adds_the_touches()
    {
        var email = MarketingFixture.NewEmail();
        var first = await marketing.Capture(new { email, fullName = "Ada", channel = "partners" });
        var second = await marketing.Capture(new
        {
            email = email.ToUpperInvariant() + " ",
            fullName = "Somebody Else",
            company = "Engines",
            utm = new { source = "linkedin" },
            touches = new[] { new { kind = "event", asset = "fair" } },
        });

        Assert.Equal((first.Id, true, false), (second.Id, first.IsNew, second.IsNew));
        var lead = await marketing.Lead(first.Id);
        Assert.Equal(("Ada", "Engines"), (lead.FullName, lead.Company));
        Assert.Equal(("partners", "social"), (lead.FirstTouch.Channel, lead.LastTouch.Channel));
        var facts = (await marketing.Service.Published(first.Id)).Select(fact => fact.Data!.GetType()).ToList();
        Assert.Equal([typeof(ContactCaptured), typeof(ContactIdentified)], facts);
        Assert.Equal(1, await marketing.Count("select count(*) from touches where lead_id = $1", first.Id));
    }

    [Fact]
    public async Task A_direct_visit_does_not_replace_the_last_touch()
    {
        var lead = await marketing.Capture(new
        {
            email = MarketingFixture.NewEmail(),
            touches = new object[]
            {
                new { kind = "pageView", url = "https://www.example.com/", referrer = "https://www.bing.com/",
                    occurredAt = "2024-03-01T10:00:00Z" },
                new { kind = "emailClick", utm = new { campaign = "april" }, occurredAt = "2024-04-01T10:00:00Z" },
                new { kind = "pageView", url = "https://www.example.com/", occurredAt = "2024-05-01T10:00:00Z" },
            },
        });

        var shown = await marketing.Lead(lead.Id);
        Assert.Equal(("organic search", "email", "april"),
            (shown.FirstTouch.Channel, shown.LastTouch.Channel, shown.LastTouch.Utm.Campaign));
    }

    [Fact]
    public async Task Fifty_captures_of_the_same_person_at_once_make_one_lead_and_one_fact()
    {
        var email = MarketingFixture.NewEmail();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => marketing.Capture(new
        {
            email,
            company = "Engines",
            touches = new[] { new { kind = "pageView", url = $"https://www.example.com/{n}" } },
        })));

        var id = Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(answers, answer => answer.IsNew);
        Assert.IsType<ContactCaptured>(Assert.Single(await marketing.Service.Published(id)).Data);
        Assert.Equal(50, await marketing.Count("select count(*) from touches where lead_id = $1", id));
    }

    [Fact]
    public async Task A_retried_capture_adds_neither_the_touch_nor_the_consent_twice()
    {
        var request = new
        {
            externalId = MarketingFixture.New("crm"),
            occurredAt = "2023-01-01T00:00:00Z",
            touches = new[] { new { kind = "form", asset = "ebook", externalId = "t-1" } },
            consents = new[] { new { purpose = "newsletter", channel = "email", legalBasis = "consent" } },
        };
        var first = await marketing.Capture(request);
        var second = await marketing.Capture(request);

        Assert.Equal(first.TouchIds, second.TouchIds);
        Assert.Equal(3, (await marketing.Service.Story(first.Id)).Count);
    }

    [Fact]
    public async Task Imported_history_keeps_its_times()
    {
        var captured = await marketing.Capture(new
        {
            externalId = MarketingFixture.New("crm"),
            occurredAt = "2017-10-20T08:00:00+02:00",
            landingPage = "007f9098284a86ee80ddeb25d53e0af8",
            touches = new[] { new { kind = "form", asset = "ebook" } },
        });

        var at = new DateTimeOffset(2017, 10, 20, 6, 0, 0, TimeSpan.Zero);
        var lead = await marketing.Lead(captured.Id);
        Assert.Equal((at, null, "007f9098284a86ee80ddeb25d53e0af8"), (lead.CapturedAt, lead.FirstTouch.Channel, lead.LandingPage));
        Assert.All(await marketing.Service.Story(captured.Id), fact => Assert.Equal(at, fact.Time));
    }

    [Fact]
    public async Task An_email_and_an_external_id_of_different_people_are_refused()
    {
        var (one, other) = (MarketingFixture.NewEmail(), MarketingFixture.New("crm"));
        var first = await marketing.Capture(new { email = one, externalId = MarketingFixture.New("crm") });
        await marketing.Capture(new { externalId = other });

        Assert.Equal((HttpStatusCode.Conflict, "identity-conflict"),
            await marketing.Refused(MarketingFixture.Leads, new { email = one, externalId = other }));
        Assert.Equal((HttpStatusCode.Conflict, "identity-conflict"),
            await marketing.Refused(MarketingFixture.Leads,
                new { email = one, externalId = MarketingFixture.New("crm"), company = "Engines" }));
        Assert.Null((await marketing.Lead(first.Id)).Company);
    }

    [Fact]
    public async Task A_phone_identifies_a_person_only_if_it_is_the_only_identity()
    {
        var phone = $"+49 30 {Random.Shared.Next(1_000_000, 9_999_999)}";
        var caller = await marketing.Capture(new { phone });
        var again = await marketing.Capture(new { phone = phone.Replace("+49 30 ", "0049-30/", StringComparison.Ordinal) });
        var colleague = await marketing.Capture(new { phone, email = MarketingFixture.NewEmail() });

        Assert.Equal(caller.Id, again.Id);
        Assert.NotEqual(caller.Id, colleague.Id);
    }

    [Fact]
    public async Task The_journal_holds_the_facts_of_one_save_in_the_order_of_their_sequence()
    {
        var captured = await marketing.Capture(new
        {
            email = MarketingFixture.NewEmail(),
            consents = Enumerable.Range(0, 20).Select(n => new { purpose = $"purpose {n}", channel = "email", legalBasis = "consent" }),
        });

        var story = await marketing.Service.Story(captured.Id);
        Assert.Equal(Enumerable.Range(1, 21), story.Select(fact => fact.Sequence));
    }
}
