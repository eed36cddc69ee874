using System.Net;
using System.Net.Http.Json;
using Funnel.Messaging;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>What a caller may write about a record out of sight: nothing, on no detour.</summary>
public sealed class SightOfWritesTests(TwoTeams world)
{
    private const string Api = "/api/sales/v1";

    private static System.Text.Json.JsonSerializerOptions Json => ServiceUnderTest<Program, SalesDb>.Json;

    [Theory]
    [InlineData("lead")]
    [InlineData("external id")]
    [InlineData("batch")]
    public async Task An_accepted_handoff_of_a_colleague_is_not_taken_by_an_opportunity_of_its_lead(string by)
    {
        var handoff = await AcceptedBySven();
        using var nils = world.As("Nils", "sales");
        var deal = new
        {
            account = new { name = Steps.New("thief") }, name = "Mine", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
            ownerId = world["Nils"].Id, leadId = by == "lead" ? handoff.LeadId : (Guid?)null,
            externalLeadId = by == "lead" ? null : handoff.ExternalLeadId,
        };
        if (by == "batch")
        {
            using var answer = await nils.PostAsJsonAsync($"{Api}/opportunities/batch", new { items = new[] { deal } }, Json);
            var result = Assert.Single((await answer.Content.ReadFromJsonAsync<BulkResponse>(Json))!.Results);
            Assert.Equal((BulkOutcome.Refused, null, "lead-somebody-elses"), (result.Outcome, result.Id, result.Code));
        }
        else
        {
            Assert.Equal("lead-somebody-elses", (await nils.PostAsJsonAsync($"{Api}/opportunities", deal, Json).Refused(409)).Code);
        }

        Assert.Equal(0, await world.Service.Count($"opportunities where lead_id = '{handoff.LeadId}'"));
        using var sven = world.As("Sven", "sales");
        using var converted = await sven.PostAsJsonAsync($"{Api}/handoffs/{handoff.Id}/convert", Steps.Conversion(Steps.New("Buyer")));
        Assert.Equal(HttpStatusCode.Created, converted.StatusCode);
    }

    [Fact]
    public async Task A_handoff_that_is_converted_out_of_sight_says_so_and_does_not_name_the_opportunity()
    {
        var handoff = await AcceptedBySven();
        var made = await world.Service.Post<ConvertHandoffResponse>($"{Api}/handoffs/{handoff.Id}/convert", new
        {
            accountName = Steps.New("Buyer"),
            opportunity = new { name = "First order", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
                ownerId = world["Nils"].Id },
        });
        using var sven = world.As("Sven", "sales");
        var (code, detail) = await sven.PostAsJsonAsync($"{Api}/handoffs/{handoff.Id}/convert", Steps.Conversion("Any")).Refused(409);
        Assert.Equal(("handoff-already-converted", ""), (code, detail));
        using var mia = world.As("Mia", "sales-manager");
        using var again = await mia.PostAsJsonAsync($"{Api}/handoffs/{handoff.Id}/convert", Steps.Conversion("Any"));
        Assert.Equal(made.OpportunityId, (await again.Content.ReadFromJsonAsync<ConvertHandoffResponse>(Json))!.OpportunityId);
    }

    [Fact]
    public async Task A_manager_of_another_team_corrects_reopens_and_hands_over_nothing()
    {
        using var nora = world.As("Nora", "sales-manager");
        var deal = $"{Api}/opportunities/{world.Deal.Id}";
        Assert.Equal("opportunity-not-found",
            (await nora.PostAsJsonAsync($"{deal}/reopen", new { reason = "closed-by-mistake" }).Refused(404)).Code);
        Assert.Equal("opportunity-not-found", (await nora.PostAsJsonAsync($"{deal}/correct", new { amount = 1 }).Refused(404)).Code);
        using var batch = await nora.PostAsJsonAsync($"{Api}/opportunities/correct/batch",
            new { items = new[] { new { id = world.Deal.Id, amount = 1 } } });
        Assert.Equal("opportunity-not-found",
            Assert.Single((await batch.Content.ReadFromJsonAsync<BulkResponse>(Json))!.Results).Code);
        foreach (var step in new[] { "hand-over", "hand-over/preview" })
        {
            Assert.Equal("representative-not-managed", (await nora.PostAsJsonAsync(
                $"{Api}/representatives/{world["Sven"].Id}/{step}", new { toId = world["Nils"].Id }).Refused(403)).Code);
        }
    }

    [Fact]
    public async Task An_activity_of_a_colleague_out_of_sight_is_not_changed()
    {
        var account = await Account("Sven");
        var activity = await world.Service.LogActivity(world["Sven"].Id, "note", "Note", ("account", account.Id));
        using var nils = world.As("Nils", "sales");
        Assert.Equal("activity-not-found",
            (await nils.PatchAsJsonAsync($"{Api}/activities/{activity.Id}", new { subject = "Mine" }).Refused(404)).Code);
        Assert.Equal("Note", (await world.Service.Get<ActivityResponse>($"{Api}/activities/{activity.Id}")).Subject);
    }

    [Fact]
    public async Task An_account_that_was_merged_into_one_out_of_sight_is_out_of_sight_too()
    {
        var (theirs, own) = (await Account("Sven"), await Account("Nils"));
        await world.Service.Post<MergeResponse>($"{Api}/accounts/{theirs.Id}/merge", new { loserId = own.Id });
        using var nils = world.As("Nils", "sales");
        Assert.Equal("account-not-found", (await nils.GetAsync($"{Api}/accounts/{own.Id}").Refused(404)).Code);
        var deal = new { account = new { id = own.Id }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
            ownerId = world["Nils"].Id };
        Assert.Equal("account-somebody-elses", (await nils.PostAsJsonAsync($"{Api}/opportunities", deal).Refused(409)).Code);
        Assert.Equal("account-somebody-elses",
            (await nils.PostAsJsonAsync($"{Api}/contacts", new { fullName = "V.", account = new { id = own.Id },
                unassigned = true }).Refused(409)).Code);
        Assert.Equal("record-not-found",
            (await nils.PostAsJsonAsync($"{Api}/activities",
                new { kind = "note", subject = "Mine", records = new[] { new { kind = "account", id = own.Id } } }).Refused(422)).Code);
    }

    [Fact]
    public async Task A_contact_that_was_merged_into_one_out_of_sight_is_out_of_sight_too()
    {
        var (theirs, own) = (await Account("Sven"), await Account("Nils"));
        var (winner, loser) = (await world.Service.AddContact(theirs.Id), await world.Service.AddContact());
        await world.Service.Post<MergeResponse>($"{Api}/contacts/{winner.Id}/merge", new { loserId = loser.Id });
        using var nils = world.As("Nils", "sales");
        Assert.Equal("contact-not-found", (await nils.GetAsync($"{Api}/contacts/{loser.Id}").Refused(404)).Code);
        Assert.Equal("record-not-found",
            (await nils.PostAsJsonAsync($"{Api}/activities",
                new { kind = "note", subject = "Mine", records = new[] { new { kind = "contact", id = loser.Id } } }).Refused(422)).Code);
        Assert.Equal("contact-not-found",
            (await nils.PutAsJsonAsync($"{Api}/accounts/{own.Id}/contacts/{loser.Id}", new { }).Refused(404)).Code);
    }

    [Fact]
    public async Task Outreach_to_a_contact_with_the_leads_address_counts_only_for_a_handoff_in_sight()
    {
        var handoff = await AcceptedBySven();
        var contact = await world.Service.Post<ContactResponse>($"{Api}/contacts",
            new { fullName = "Vera", email = $"{handoff.LeadId:N}@buyer.example" });
        foreach (var (name, counts) in new[] { ("Nils", false), ("Sven", true) })
        {
            using var http = world.As(name, "sales");
            using var logged = await http.PostAsJsonAsync($"{Api}/activities",
                new { kind = "call", subject = "Talk", records = new[] { new { kind = "contact", id = contact.Id } } });
            Assert.Equal(HttpStatusCode.Created, logged.StatusCode);
            var shown = await world.Service.Get<HandoffResponse>($"{Api}/handoffs/{handoff.Id}");
            Assert.Equal((name, counts), (name, shown.Sla!.FirstOutreachAt is not null));
        }
    }

    [Theory]
    [InlineData("Nils", "sales", "Sven", false)]
    [InlineData("Nils", "sales", "Nora", false)]
    [InlineData("Nora", "sales-manager", "Sven", false)]
    [InlineData("Nora", "sales-manager", "Sara", false)]
    [InlineData("Sara", "sales", "Sven", false)]
    [InlineData("Nils", "sales", "Nils", true)]
    [InlineData("Nora", "sales-manager", "Nils", true)]
    [InlineData("Mia", "sales-manager", "Sven", true)]
    [InlineData("nobody of Sales", "administrator", "Sven", true)]
    public async Task An_activity_is_logged_in_the_own_name_or_by_a_manager_above(string caller, string role, string whose, bool isAllowed)
    {
        var account = await Account(caller == "Mia" ? "Sven" : "Nils");
        var contact = await world.Service.AddContact();
        using var http = world.As(caller, role);
        var activity = new { kind = "call", subject = $"As {whose}", representativeId = world[whose].Id,
            records = new[] { caller == "Sara" ? new { kind = "contact", id = contact.Id } : new { kind = "account", id = account.Id } } };
        using var logged = await http.PostAsJsonAsync($"{Api}/activities", activity);
        var text = await logged.Content.ReadAsStringAsync();
        Assert.True(isAllowed == logged.IsSuccessStatusCode, text);
        Assert.True(isAllowed || text.Contains("representative-is-another", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task A_historical_opportunity_does_not_accept_a_handoff_in_the_name_of_another_representative()
    {
        var handoff = await world.Service.HandOver();
        using var nils = world.As("Nils", "sales");
        foreach (var (owner, refusal) in new[] { ("Sven", "decider-is-another"), ("Nils", null) })
        {
            using var answer = await nils.PostAsJsonAsync($"{Api}/opportunities", new
            {
                account = new { name = Steps.New("old") }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
                leadId = handoff.LeadId, ownerId = world[owner].Id, createdAt = handoff.HandedOffAt,
            });
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(refusal is null ? answer.IsSuccessStatusCode : text.Contains(refusal, StringComparison.Ordinal), text);
        }

        Assert.Equal("Nils", (await world.Service.Get<HandoffResponse>($"{Api}/handoffs/{handoff.Id}")).Decision!.DecidedBy);
    }

    private async Task<HandoffSummary> AcceptedBySven()
    {
        var handoff = await world.Service.HandOver();
        using var sven = world.As("Sven", "sales");
        using var accepted = await sven.PostAsJsonAsync($"{Api}/handoffs/{handoff.Id}/accept", new { });
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        return handoff;
    }

    private Task<AccountResponse> Account(string owner) =>
        world.Service.OpenAccount(new { name = Steps.New("works"), ownerId = world[owner].Id });
}
