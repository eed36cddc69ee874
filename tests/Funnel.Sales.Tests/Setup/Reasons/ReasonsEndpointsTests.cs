using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ReasonsEndpointsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/reasons";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_new_system_has_the_usual_reasons()
    {
        Assert.Subset(await Codes("reject"),
            new HashSet<string> { "bad-data", "duplicate", "competitor", "student-or-job-seeker", "wrong-region", "spam",
                "existing-customer" });
        Assert.Subset(await Codes("recycle"),
            new HashSet<string> { "no-budget", "no-authority", "no-need-yet", "timing", "no-response", "incumbent-contract",
                "wrong-product" });
        Assert.Subset(await Codes("win"), new HashSet<string> { "best-fit", "price" });
        Assert.Subset(await Codes("loss"), new HashSet<string> { "price", "competitor" });
        Assert.DoesNotContain("spam", await Codes("win"));
    }

    [Fact]
    public async Task A_new_reason_can_be_given_until_it_is_retired_and_again_when_it_is_brought_back()
    {
        var code = Steps.New("moved-abroad");
        Assert.Equal("reason-not-on-list", (await Reject(code).Refused(422)).Code);
        await sales.Post<ReasonResponse>(Path, new { kind = "reject", code, label = "Moved abroad" });
        Assert.True((await Reject(code)).IsSuccessStatusCode);

        Assert.NotNull((await sales.Post<ReasonResponse>($"{Path}/reject/{code}/retire", new { })).RetiredAt);
        Assert.Equal("reason-not-on-list", (await Reject(code).Refused(422)).Code);
        Assert.Null((await sales.Post<ReasonResponse>(Path, new { kind = "reject", code, label = "Moved abroad" })).RetiredAt);
        Assert.True((await Reject(code)).IsSuccessStatusCode);
    }

    private async Task<HttpResponseMessage> Reject(string reason)
    {
        var handoff = await sales.HandOver();
        return await sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/reject", new { decidedBy = "Ana", reason });
    }

    private async Task<HashSet<string>> Codes(string kind) =>
        [.. (await sales.Get<ReasonsResponse>($"{Path}?kind={kind}")).Items.Select(reason => reason.Code)];
}
