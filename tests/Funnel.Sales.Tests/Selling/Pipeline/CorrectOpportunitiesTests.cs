using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class CorrectOpportunitiesTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Each_item_succeeds_or_fails_alone()
    {
        var (first, second, open) = (await Lost(), await Lost(), await sales.Open());
        var answer = await sales.Post<BulkResponse>($"{Path}/correct/batch", new
        {
            items = new object[]
            {
                new { id = first, amount = 11, reason = "timing" }, new { id = second, reason = "price" },
                new { id = open.Id, amount = 5 }, new { id = first, amount = 12 }, new { id = Guid.CreateVersion7(), amount = 5 },
                new { id = second, name = " " },
            },
        });
        Assert.Equal(
            [
                (BulkOutcome.Done, null), (BulkOutcome.Unchanged, null), (BulkOutcome.Refused, "opportunity-not-closed"),
                (BulkOutcome.Refused, "corrected-twice"), (BulkOutcome.Refused, "opportunity-not-found"),
                (BulkOutcome.Refused, "validation-failed"),
            ],
            answer.Results.Select(result => (result.Outcome, result.Code)));
        var fact = Assert.IsType<OpportunityCorrected>((await sales.Published(first))[^1].Data);
        Assert.Equal((11m, "timing"), (fact.Amount, fact.Reason));
    }

    private async Task<Guid> Lost()
    {
        var deal = await sales.Open();
        return (await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "price" })).Id;
    }
}
