using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ChangeQuoteDraftTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_draft_is_changed_only_in_its_current_version()
    {
        var made = await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words(), QuoteSteps.Words("More") } });
        var path = $"{Path}/{made.Summary.QuoteId}/draft";
        using var read = await sales.Http.GetAsync($"{Path}/{made.Summary.QuoteId}/versions/1");
        using var changed =
            await sales.Replace(path, new { lines = new[] { QuoteSteps.Words(unitPrice: 7) }, taxMode = "inclusive" },
                read.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("precondition-failed", (await sales.Replace(path, new { }, read.Headers.ETag!.ToString()).Refused(412)).Code);
        var now = await sales.Get<QuoteVersionResponse>($"{Path}/{made.Summary.QuoteId}/versions/1");
        Assert.Equal((14m, 11.76m, 2.24m, 1), (now.Summary.Total, now.Summary.Net, now.Summary.Tax, now.Lines.Count));
    }

    [Fact]
    public async Task Twenty_simultaneous_changes_of_a_draft_leave_one_complete_content()
    {
        var made = await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words() } });
        await Task.WhenAll(Enumerable.Range(1, 20).Select(number =>
            sales.Replace($"{Path}/{made.Summary.QuoteId}/draft",
                new { lines = Enumerable.Repeat(QuoteSteps.Words(unitPrice: number), 3) })));
        var now = await sales.Get<QuoteVersionResponse>($"{Path}/{made.Summary.QuoteId}/versions/1");
        Assert.Equal(3, now.Lines.Count);
        Assert.Single(now.Lines.Select(line => line.UnitPrice).Distinct());
        Assert.Equal(now.Summary.Net, now.Lines.Sum(line => line.Net));
    }
}
