using System.Net;
using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ConvertHandoffTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Converting_makes_account_contact_and_opportunity_of_an_accepted_handoff()
    {
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        var name = Steps.New("Buyer");
        var made = await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(name));

        var account = await sales.Get<AccountResponse>($"/api/sales/v1/accounts/{made.AccountId}");
        Assert.Equal((name, "DE", 120), (account.Name, account.Country, account.Employees));
        var contact = (await sales.Get<Page<ContactResponse>>($"/api/sales/v1/contacts?accountId={made.AccountId}")).Items.Single();
        Assert.Equal((made.ContactId, "Vera Buyer", $"{handoff.LeadId:N}@buyer.example"), (contact.Id, contact.FullName, contact.Email));
        var opportunity = await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{made.OpportunityId}");
        Assert.Equal(("qualification", 0.10m, 12000.50m, "EUR"),
            (opportunity.Stage, opportunity.Probability, opportunity.Amount, opportunity.Currency));
        Assert.Equal((handoff.RepresentativeId, handoff.LeadId, handoff.Id),
            (opportunity.OwnerId, opportunity.LeadId, opportunity.HandoffId));
        var converted = (await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={handoff.LeadId}&status=converted")).Items
            .Single();
        Assert.Equal((HandoffStatus.Converted, made.OpportunityId), (converted.Status, converted.OpportunityId));
        Assert.Empty((await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={handoff.LeadId}&status=accepted")).Items);
        Assert.Equal(HandoffStatus.Converted, (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}")).Status);
    }

    [Fact]
    public async Task A_known_account_keeps_its_country_and_size_and_takes_over_what_it_lacks()
    {
        var name = Steps.New("Known");
        var known = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name, country = "FR", unassigned = true });
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(name));
        var account = await sales.Get<AccountResponse>($"/api/sales/v1/accounts/{known.Id}");
        Assert.Equal(("FR", 120), (account.Country, account.Employees));
    }

    [Fact]
    public async Task The_story_from_the_qualified_lead_to_the_won_deal_is_one_chain()
    {
        var lead = Guid.CreateVersion7();
        var qualified = await sales.Deliver(lead, Steps.Qualified(lead));
        var handoff = await sales.HandoffOf(lead);
        await sales.Accept(handoff.Id);
        var made =
            await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(Steps.New("Buyer")));
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{made.OpportunityId}/win",
            new { reason = "best-fit", amount = 15000 });

        var story = await sales.StoryBesidesClock(lead);
        Assert.Equal([typeof(LeadAssigned), typeof(LeadAccepted), typeof(OpportunityCreated), typeof(OpportunityWon)],
            story.Select(fact => fact.Data!.GetType()));
        Assert.Equal([qualified.Id, story[0].Id, story[1].Id, story[2].Id], story.Select(fact => fact.CausationId!.Value));
        Assert.All(story, fact => Assert.Equal(lead, fact.CorrelationId));
        (await sales.Published(handoff.Id)).WithoutGaps();
        (await sales.Published(made.OpportunityId)).WithoutGaps();
        var won = (OpportunityWon)story[3].Data!;
        Assert.Equal((15000m, "best-fit", handoff.Representative, story[2].Time), (won.Amount, won.Reason, won.Owner, won.OpenedAt));
    }

    [Fact]
    public async Task Twenty_concurrent_conversions_make_one_opportunity()
    {
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        var name = Steps.New("Buyer");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(name))));
        var made = Assert.Single(answers.Distinct());
        Assert.Equal(1, await sales.Count($"opportunities where handoff_id = '{handoff.Id}'"));
        Assert.Equal(1, await sales.Count($"accounts where name = '{name}'"));
        Assert.Equal(1, await sales.Count($"account_contacts where account_id = '{made.AccountId}'"));
        Assert.Single(await sales.Published(made.OpportunityId));

        using var again = await sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion("Another name", 1));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(0, await sales.Count("accounts where name = 'Another name'"));
    }

    [Fact]
    public async Task Many_handoffs_of_one_company_converted_at_once_share_its_account()
    {
        var name = Steps.New("Buyer");
        var handoffs = new List<HandoffSummary>();
        for (var count = 0; count < 4; count++)
        {
            handoffs.Add(await sales.HandOver());
            await sales.Accept(handoffs[^1].Id);
        }

        var made = await Task.WhenAll(handoffs.Select(handoff => sales.Post<ConvertHandoffResponse>(
            $"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(name.ToUpperInvariant()))));
        Assert.Single(made.Select(one => one.AccountId).Distinct());
        Assert.Equal(4, made.Select(one => one.OpportunityId).Distinct().Count());
    }

    [Fact]
    public async Task A_known_account_and_a_known_contact_are_linked()
    {
        var (name, domain, email) = (Steps.New("Known"), $"{Guid.CreateVersion7():N}.example", $"{Guid.CreateVersion7():N}@buyer.example");
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name, domain, unassigned = true });
        var ids = new List<ConvertHandoffResponse>();
        foreach (var written in new[] { name.ToUpperInvariant(), "Its new name" })
        {
            var handoff = await sales.HandOver();
            await sales.Accept(handoff.Id);
            ids.Add(await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", new
            {
                accountName = written,
                accountDomain = domain,
                contact = new { fullName = "Vera", email = email.ToUpperInvariant() },
                opportunity = new { name = "Order", amount = 0, currency = "BRL", expectedCloseDate = "2026-12-31", stage = "proposal" },
            }));
        }

        Assert.All(ids, made => Assert.Equal(account.Id, made.AccountId));
        Assert.Single(ids.Select(made => made.ContactId).Distinct());
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("rejected")]
    public async Task Only_an_accepted_handoff_is_converted(string state)
    {
        var handoff = await sales.HandOver();
        if (state == "rejected")
        {
            await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{handoff.Id}/reject",
                new { decidedBy = "Ana", reason = "spam" });
        }

        var (code, detail) = await sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(Steps.New("Buyer")))
            .Refused(409);
        Assert.Equal(("handoff-not-accepted", $"The handoff is {state}."), (code, detail));
    }

    [Theory]
    [InlineData("{\"name\":\"Order\",\"amount\":-1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2026-12-31\"}", 422, "amount-out-of-range")]
    [InlineData("{\"name\":\"Order\",\"amount\":1,\"currency\":\"ABC\",\"expectedCloseDate\":\"2026-12-31\"}", 422, "currency-unknown")]
    [InlineData("{\"name\":\"Order\",\"amount\":1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2026-12-31\",\"stage\":\"lost\"}", 422,
        "stage-needs-outcome")]
    [InlineData("{\"name\":\"Order\",\"amount\":1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2026-12-31\",\"pipeline\":\"none\"}", 422,
        "pipeline-not-found")]
    [InlineData("{\"name\":\"Order\",\"amount\":1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2026-12-31\","
        + "\"ownerId\":\"00000000-0000-0000-0000-000000000001\"}", 422, "owner-not-found")]
    [InlineData("{\"name\":\"\",\"amount\":1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2026-12-31\"}", 400, "validation-failed")]
    public async Task A_refused_conversion_leaves_nothing_behind(string opportunity, int status, string code)
    {
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        var name = Steps.New("Buyer");
        var json = $$"""{"accountName":"{{name}}","opportunity":{{opportunity}}}""";
        Assert.Equal(code, (await sales.PostRaw($"/api/sales/v1/handoffs/{handoff.Id}/convert", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"accounts where name = '{name}'"));
        Assert.Equal(0, await sales.Count($"contacts where email = '{handoff.LeadId:N}@buyer.example'"));
        Assert.Equal(2, (await sales.StoryBesidesClock(handoff.LeadId)).Count);
    }
}
