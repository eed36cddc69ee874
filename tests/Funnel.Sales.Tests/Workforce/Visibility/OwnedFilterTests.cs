using System.Net;
using System.Net.Http.Json;
using Funnel.Messaging;
using Funnel.Sales.BulkEdits;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tests.Visibility;

public sealed class OwnedFilterTests(TwoTeams world)
{
    [Theory]
    [InlineData("stage", """{"stage":"proposal"}""")]
    [InlineData("amount", """{"amount":1}""")]
    [InlineData("win", """{"reason":"price"}""")]
    [InlineData("lose", """{"reason":"price"}""")]
    public async Task A_record_out_of_sight_cannot_be_changed_and_is_answered_as_not_found(string action, string body)
    {
        using var nils = world.As("Nils", "sales");
        var path = $"/api/sales/v1/opportunities/{world.Deal.Id}";
        foreach (var tag in new[] { "*", "\"1\"", null })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/{action}");
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("If-Match", tag);
            Assert.Equal("opportunity-not-found", (await nils.SendAsync(request).Refused(404)).Code);
        }

        Assert.Equal(("qualification", OpportunityStatus.Open, TwoTeams.Amount), await State());

        async Task<(string, OpportunityStatus, decimal)> State()
        {
            var now = await world.Service.Get<OpportunityResponse>(path);
            return (now.Stage, now.Status, now.Amount);
        }
    }

    [Fact]
    public async Task A_bulk_edit_finds_only_records_in_sight_and_only_its_caller_applies_it()
    {
        using var stranger = world.As("Nils", "sales");
        Assert.Empty((await Preview(stranger)).Rows);
        using var owner = world.As("Sven", "sales");
        var preview = await Preview(owner);
        Assert.Equal(world.Deal.Id, Assert.Single(preview.Rows).Id);
        using var refused = await stranger.PostAsJsonAsync($"/api/sales/v1/opportunities/bulk-edits/{preview.Token}/apply", new { });
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        async Task<BulkEditPreview> Preview(HttpClient http)
        {
            using var answer =
                await http.PostAsJsonAsync("/api/sales/v1/opportunities/bulk-edits/preview",
                    new { change = new { stage = "negotiation" }, ids = new[] { world.Deal.Id } });
            return (await answer.Content.ReadFromJsonAsync<BulkEditPreview>(Json))!;
        }
    }

    [Fact]
    public async Task Opening_an_account_that_exists_out_of_sight_is_refused_and_does_not_show_it()
    {
        using var nils = world.As("Nils", "sales");
        Assert.Equal("account-somebody-elses",
            (await nils.PostAsJsonAsync("/api/sales/v1/accounts", new { name = $"{TwoTeams.Mark}, works" }).Refused(409)).Code);
    }

    [Fact]
    public async Task A_contact_out_of_sight_is_neither_shown_nor_changed_nor_brought_into_sight_by_naming_it()
    {
        var (theirs, own, email) = (await Account("Sven"), await Account("Nils"), ContactBookTests.NewEmail());
        var contact = await world.Service
            .Post<ContactResponse>("/api/sales/v1/contacts", new { fullName = "Wanda", email, account = new { id = theirs.Id },
                unassigned = true });
        var note = await world.Service.LogActivity(world["Sven"].Id, "note", "Likes us", ("contact", contact.Id));
        using var nils = world.As("Nils", "sales");
        object[] named =
            [new { fullName = "W", email, jobTitle = "Boss" }, new { fullName = "W", email, account = new { id = own.Id },
                unassigned = true },
                new { fullName = "W", email, account = new { name = Steps.New("account") }, unassigned = true }];
        foreach (var wanted in named)
        {
            Assert.Equal("contact-somebody-elses", (await nils.PostAsJsonAsync("/api/sales/v1/contacts", wanted).Refused(409)).Code);
        }

        Assert.All(await Bulk("contacts", named),
            result => Assert.Equal((BulkOutcome.Refused, null, "contact-somebody-elses"), (result.Outcome, result.Id, result.Code)));
        Assert.Equal("account-somebody-elses",
            (await nils.PostAsJsonAsync("/api/sales/v1/contacts", new { fullName = "New", account = new { name = theirs.Name },
                unassigned = true })
                .Refused(409)).Code);
        Assert.Equal("contact-somebody-elses",
            (await nils.PostAsJsonAsync("/api/sales/v1/opportunities", Deal(own.Id, new { fullName = "W", email })).Refused(409)).Code);
        Assert.Equal("contact-not-found",
            (await nils.PostAsJsonAsync("/api/sales/v1/opportunities", Deal(own.Id, new { id = contact.Id })).Refused(422)).Code);
        Assert.Equal("contact-somebody-elses",
            Assert.Single(await Bulk("opportunities", Deal(own.Id, new { fullName = "W", email }))).Code);
        Assert.Equal("contact-not-found",
            (await nils.PutAsJsonAsync($"/api/sales/v1/accounts/{own.Id}/contacts/{contact.Id}", new { }).Refused(404)).Code);

        Assert.Equal("contact-not-found", (await nils.GetAsync($"/api/sales/v1/contacts/{contact.Id}").Refused(404)).Code);
        Assert.Equal("activity-not-found", (await nils.GetAsync($"/api/sales/v1/activities/{note.Id}").Refused(404)).Code);
        var now = await world.Service.Get<ContactResponse>($"/api/sales/v1/contacts/{contact.Id}");
        Assert.Equal(("Wanda", null, theirs.Id), (now.FullName, now.JobTitle, Assert.Single(now.Accounts).AccountId));

        async Task<IReadOnlyList<BulkResult>> Bulk(string list, params object[] items)
        {
            using var answer = await nils.PostAsJsonAsync($"/api/sales/v1/{list}/batch", new { items });
            return (await answer.Content.ReadFromJsonAsync<BulkResponse>(Json))!.Results;
        }
    }

    [Fact]
    public async Task A_conversion_links_the_contact_of_its_own_lead_and_no_other_contact_out_of_sight()
    {
        var (theirs, lead) = (await Account("Sven"), Guid.CreateVersion7());
        var (known, other) = (await At($"{lead:N}@buyer.example"), await At(ContactBookTests.NewEmail()));
        var handoff = await world.Service.HandOver(lead);
        await world.Service.Accept(handoff.Id);
        using var nils = world.As("Nils", "sales");
        Assert.Equal("contact-somebody-elses", (await Convert(new { fullName = "W", email = other.Email }).Refused(409)).Code);
        using var answer = await Convert(new { fullName = "Vera", email = known.Email });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(known.Id, (await answer.Content.ReadFromJsonAsync<ConvertHandoffResponse>(Json))!.ContactId);

        Task<ContactResponse> At(string email) =>
            world.Service
                .Post<ContactResponse>("/api/sales/v1/contacts", new { fullName = "Vera", email, account = new { id = theirs.Id },
                    unassigned = true });

        Task<HttpResponseMessage> Convert(object contact) => nils.PostAsJsonAsync($"/api/sales/v1/handoffs/{handoff.Id}/convert", new
        {
            accountName = Steps.New("Buyer"),
            contact,
            opportunity = new { name = "First order", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
                ownerId = world["Nils"].Id },
        });
    }

    [Fact]
    public async Task The_owner_of_a_deal_at_an_account_out_of_sight_writes_sends_and_reads_its_quote()
    {
        var theirs = await Account("Sven");
        var deal = await world.Service.Post<OpportunityState>("/api/sales/v1/opportunities", Deal(theirs.Id));
        using var nils = world.As("Nils", "sales");
        Assert.Equal("account-not-found", (await nils.GetAsync($"/api/sales/v1/accounts/{theirs.Id}").Refused(404)).Code);
        using var drafted =
            await nils.PostAsJsonAsync($"/api/sales/v1/opportunities/{deal.Id}/quotes", new { lines = new[] { QuoteSteps.Words() } });
        var quote = $"{QuoteSteps.Quotes}/{(await drafted.Content.ReadFromJsonAsync<QuoteVersionResponse>(Json))!.Summary.QuoteId}";
        Assert.Equal(HttpStatusCode.OK, await Reads("pdf"));
        using var sent = await nils.PostAsJsonAsync($"{quote}/send", new { });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (sent.StatusCode, await Reads(""), await Reads("pdf")));

        async Task<HttpStatusCode> Reads(string document)
        {
            using var answer = await nils.GetAsync($"{quote}/versions/1/{document}".TrimEnd('/'));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_handoff_out_of_sight_cannot_be_decided_singly_or_in_a_batch()
    {
        using var nils = world.As("Nils", "sales");
        Assert.Equal("handoff-not-found",
            (await nils.PostAsJsonAsync($"/api/sales/v1/handoffs/{world.Handoff.Id}/accept", new { decidedBy = "Nils" })
                .Refused(404)).Code);
        using var answer = await nils.PostAsJsonAsync("/api/sales/v1/handoffs/decisions/batch", new
        {
            items = new object[]
            {
                new { decision = "accept", decidedBy = "Nils", handoffId = world.Handoff.Id },
                new { decision = "accept", decidedBy = "Nils", leadId = world.Handoff.LeadId },
            },
        });
        var results = await answer.Content.ReadFromJsonAsync<BulkResponse>(Json);
        Assert.All(results!.Results, result => Assert.Equal("handoff-not-found", result.Code));
        Assert.Equal(HandoffStatus.Pending,
            (await world.Service.Get<HandoffResponse>($"/api/sales/v1/handoffs/{world.Handoff.Id}")).Status);
    }

    [Fact]
    public async Task A_handoff_shows_that_it_is_converted_and_names_the_opportunity_only_to_callers_who_see_it()
    {
        var handoff = await world.Service.HandOver();
        Assert.Null(handoff.RepresentativeId);
        await world.Service.Accept(handoff.Id);
        var made = await world.Service.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", new
        {
            accountName = Steps.New("Buyer"),
            opportunity = new { name = "First order", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
                ownerId = world["Nils"].Id },
        });
        foreach (var (name, role, opportunity) in new (string, string, Guid?)[] { ("Sven", "sales", null),
            ("Nils", "sales", made.OpportunityId), ("Mia", "sales-manager", made.OpportunityId) })
        {
            using var http = world.As(name, role);
            foreach (var query in new[] { "", "&status=converted" })
            {
                var listed =
                    Assert.Single(
                        (await http.GetFromJsonAsync<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={handoff.LeadId}{query}",
                            Json))!.Items);
                Assert.Equal((HandoffStatus.Converted, opportunity), (listed.Status, listed.OpportunityId));
            }

            Assert.Empty(
                (await http.GetFromJsonAsync<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={handoff.LeadId}&status=accepted",
                    Json))!.Items);
            var shown = await http.GetFromJsonAsync<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}", Json);
            Assert.Equal((HandoffStatus.Converted, opportunity), (shown!.Status, shown.OpportunityId));
        }
    }

    [Fact]
    public async Task An_external_id_is_unique_among_all_records_and_tells_no_more_than_that()
    {
        using var nils = world.As("Nils", "sales");
        Assert.Equal("external-id-taken",
            (await nils.PostAsJsonAsync("/api/sales/v1/opportunities", Steps.Opportunity(1, $"{TwoTeams.Mark}-deal")).Refused(409)).Code);
        using var answer =
            await nils.PostAsJsonAsync("/api/sales/v1/opportunities/batch",
                new { items = new[] { Steps.Opportunity(1, $"{TwoTeams.Mark}-deal") } });
        var result = Assert.Single((await answer.Content.ReadFromJsonAsync<BulkResponse>(Json))!.Results);
        Assert.Equal((BulkOutcome.Refused, null, "external-id-taken"), (result.Outcome, result.Id, result.Code));
    }

    [Fact]
    public async Task Records_without_an_owner_are_seen_and_taken_by_everybody_in_Sales()
    {
        var deal = await world.Service.Open();
        foreach (var (name, role) in new[] { ("Nils", "sales"), ("nobody of Sales", "sales"), ("Nora", "sales-manager") })
        {
            using var http = world.As(name, role);
            Assert.Equal(deal.Id, (await http.GetFromJsonAsync<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}", Json))!.Id);
        }
    }

    [Fact]
    public async Task A_move_to_another_team_gives_its_manager_sight_from_the_next_request_on()
    {
        var (olga, deal) = await Newcomer("Olga");
        await world.Put<RepresentativeResponse>($"representatives/{olga.Id}/team", new { teamId = world.Teams["south"].Id });
        using var nora = world.As("Nora", "sales-manager");
        using var sara = world.As("Sara", "sales-manager");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await Status(nora, deal), await Status(sara, deal)));
        await world.Put<RepresentativeResponse>($"representatives/{olga.Id}/team", new { teamId = world.Teams["north"].Id });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await Status(nora, deal), await Status(sara, deal)));
    }

    [Fact]
    public async Task A_list_and_its_pages_hold_only_records_in_sight()
    {
        var (paul, _) = await Newcomer("Paul");
        for (var made = 0; made < 4; made++)
        {
            await world.Service.Open();
            await Owned(paul.Id);
        }

        using var http = world.As("Paul", "sales");
        var (owners, next) = (new List<Guid?>(), (string?)null);
        do
        {
            var page =
                await http.GetFromJsonAsync<OpportunityPage>(
                    $"/api/sales/v1/opportunities?limit=2{(next is null ? "" : $"&after={next}")}", Json);
            owners.AddRange(page!.Items.Select(item => item.OwnerId));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(5, owners.Count(owner => owner == paul.Id));
        Assert.All(owners, owner => Assert.True(owner is null || owner == paul.Id));
    }

    private static System.Text.Json.JsonSerializerOptions Json => Funnel.Testing.ServiceUnderTest<Program, SalesDb>.Json;

    private async Task<(RepresentativeResponse Person, OpportunityState Deal)> Newcomer(string name)
    {
        var person = await world.Service.Hire(name, active: false);
        await world.Put<RepresentativeResponse>($"representatives/{person.Id}/person", new { signsInAs = name });
        return (person, await Owned(person.Id));
    }

    private Task<OpportunityState> Owned(Guid ownerId) => world.Service.Post<OpportunityState>("/api/sales/v1/opportunities",
        new { account = new { name = Steps.New("account") }, name = "Deal", amount = 10, currency = "EUR",
            expectedCloseDate = "2026-12-31", ownerId });

    private Task<AccountResponse> Account(string owner) =>
        world.Service.OpenAccount(new { name = Steps.New("works"), ownerId = world[owner].Id });

    /// <summary>The request for a deal that Nils owns.</summary>
    private object Deal(Guid account, object? contact = null) =>
        new { account = new { id = account }, contact, name = "Deal", amount = 10, currency = "EUR", expectedCloseDate = "2026-12-31",
            ownerId = world["Nils"].Id };

    private static async Task<HttpStatusCode> Status(HttpClient http, OpportunityState deal)
    {
        using var answer = await http.GetAsync($"/api/sales/v1/opportunities/{deal.Id}");
        return answer.StatusCode;
    }
}
