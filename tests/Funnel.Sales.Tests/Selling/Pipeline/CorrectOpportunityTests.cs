using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class CorrectOpportunityTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Amount_date_owner_reason_and_name_of_a_won_deal_are_corrected_and_published()
    {
        var deal = await Won();
        var (owner, closedAt) = (fixture.Team[0], sales.Clock.GetUtcNow().AddDays(-40).ToMicroseconds());
        var body = new { amount = 700.50m, closedAt, ownerId = owner.Id, reason = "best-fit", name = "Right name" };

        var corrected = await Correct(deal.Id, body);

        Assert.Equal((OpportunityStatus.Won, 700.50m, (DateTimeOffset?)closedAt, (Guid?)owner.Id, "best-fit", "Right name"),
            (corrected.Status, corrected.Amount, corrected.ClosedAt, corrected.OwnerId, corrected.Reason, corrected.Name));
        Assert.Equal(corrected, await Correct(deal.Id, body));
        var facts = await sales.Published(deal.Id);
        facts.WithoutGaps();
        var fact = Assert.IsType<OpportunityCorrected>(Assert.Single(facts, one => one.Data is OpportunityCorrected).Data);
        Assert.Equal(["name", "amount", "closedAt", "ownerId", "reason"], fact.Changed);
        Assert.Equal(("won", 1200m, 700.50m, closedAt, owner.Name, "best-fit"),
            (fact.Outcome, fact.FromAmount, fact.Amount, fact.ClosedAt, fact.Owner, fact.Reason));
        Assert.Equal(closedAt, (await sales.CustomerOf((await Shown(deal.Id)).AccountId)).Since);
        Assert.Equal(700.50m, (await Shown(deal.Id)).AmountHistory[^1].ToAmount);
    }

    [Fact]
    public async Task The_competitor_of_a_lost_deal_is_corrected_and_a_won_deal_has_none()
    {
        await sales.Put<object>("/api/sales/v1/competitors/other-rival", new { name = "Other rival" });
        var lost = await sales.Open();
        await sales.Post<OpportunityState>($"{Path}/{lost.Id}/lose", new { reason = "price" });
        await Correct(lost.Id, new { competitor = "other-rival", reason = "competitor" });
        Assert.Equal(("other-rival", "competitor"), await Shown(lost.Id) is var shown ? (shown.LostTo, shown.Reason) : default);
        Assert.Equal("competitor-needs-loss", (await Send((await Won()).Id, new { competitor = "other-rival" }).Refused(422)).Code);
        Assert.Equal("reason-not-on-list", (await Send(lost.Id, new { reason = "best-fit" }).Refused(422)).Code);
    }

    [Fact]
    public async Task New_lines_of_a_won_deal_change_its_amount()
    {
        var (deal, product) = (await Won(), await sales.Sell());
        var corrected = await Correct(deal.Id, new { lines = new[] { new { productId = product.Id, quantity = 3, unitPrice = 50m } } });
        Assert.Equal(150m, corrected.Amount);
        Assert.Single((await sales.Get<OpportunityLinesResponse>($"{Path}/{deal.Id}/lines")).Lines);
        var fact = Assert.IsType<OpportunityCorrected>((await sales.Published(deal.Id))[^1].Data);
        Assert.Equal(["amount", "lines"], fact.Changed);
    }

    [Fact]
    public async Task Custom_fields_of_a_closed_deal_are_corrected()
    {
        var code = Steps.New("field");
        await sales.Put<object>($"/api/sales/v1/custom-fields/opportunity/{code}", new { label = "Code", type = "text" });
        var deal = await Won();
        await Correct(deal.Id, new { fields = new Dictionary<string, string> { [code] = "A1" } });
        Assert.Equal("A1", (await Shown(deal.Id)).Fields[code].GetString());
    }

    [Fact]
    public async Task An_open_deal_an_empty_correction_and_a_future_date_are_refused()
    {
        Assert.Equal("opportunity-not-closed", (await Send((await sales.Open()).Id, new { amount = 5 }).Refused(409)).Code);
        var deal = await Won();
        Assert.Equal("correction-empty", (await Send(deal.Id, new { }).Refused(422)).Code);
        Assert.Equal("occurred-at-out-of-range",
            (await Send(deal.Id, new { closedAt = sales.Clock.GetUtcNow().AddDays(1) }).Refused(422)).Code);
        Assert.Equal("owner-not-found", (await Send(deal.Id, new { ownerId = Guid.CreateVersion7() }).Refused(422)).Code);
    }

    private async Task<OpportunityState> Won() => await sales.Post<OpportunityState>(Path,
        CustomerSteps.Won((await sales.OpenAccount()).Id, sales.Clock.GetUtcNow().AddDays(-50)));

    private Task<OpportunityState> Correct(Guid deal, object body) => sales.Post<OpportunityState>($"{Path}/{deal}/correct", body);

    private Task<HttpResponseMessage> Send(Guid deal, object body) => sales.Http.PostAsJsonAsync($"{Path}/{deal}/correct", body);

    private Task<OpportunityResponse> Shown(Guid deal) => sales.Get<OpportunityResponse>($"{Path}/{deal}");
}
