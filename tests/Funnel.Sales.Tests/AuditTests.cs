using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tests;

public sealed class AuditTests(SalesFixture fixture)
{
    [Fact]
    public async Task The_audit_log_holds_a_change_with_its_author_and_the_values_before_and_after()
    {
        var deal = await fixture.Service.Open(1000);
        await fixture.Service.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/amount", new { amount = 1200 });
        var log = await fixture.Service.Get<Page<AuditEntry>>($"/api/sales/v1/audit?entityId={deal.Id}");
        Assert.Equal([("changed", "tester"), ("created", "tester")], log.Items.Select(line => (line.Action, line.Actor)));
        Assert.Equal((1000m, 1200m),
            (log.Items[0].Before!.Value.GetProperty("amount").GetDecimal(), log.Items[0].After!.Value.GetProperty("amount").GetDecimal()));
    }

    [Fact]
    public async Task A_change_that_follows_from_an_event_is_not_in_the_audit_log()
    {
        var handoff = await fixture.Service.HandOver();
        Assert.Empty((await fixture.Service.Get<Page<AuditEntry>>($"/api/sales/v1/audit?entityId={handoff.Id}")).Items);
        await fixture.Service.Accept(handoff.Id);
        Assert.Equal("changed",
            Assert.Single((await fixture.Service.Get<Page<AuditEntry>>($"/api/sales/v1/audit?entityId={handoff.Id}")).Items).Action);
    }
}
