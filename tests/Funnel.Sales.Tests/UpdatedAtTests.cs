using System.Globalization;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class UpdatedAtTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_list_of_changes_has_what_was_created_or_changed_since_then()
    {
        var account = await sales.OpenAccount();
        var (kept, changed) = (await sales.OpenAt(account.Id), await sales.OpenAt(account.Id));
        await using var clock = sales.Database.CreateCommand("select clock_timestamp()");
        var time = new DateTimeOffset((DateTime)(await clock.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{changed.Id}/amount", new { amount = 5 });
        var added = await sales.OpenAt(account.Id);

        Assert.Equal([added.Id, changed.Id], await Changed($"opportunities?accountId={account.Id}&"));
        Assert.DoesNotContain(kept.Id, await Changed($"opportunities?accountId={account.Id}&"));
        foreach (var list in new[]
            { "accounts", "contacts", "handoffs", "activities", "tasks", "quotes", "customers", "products", "referrals", "reviews",
                "surveys" })
        {
            Assert.Empty(await Changed($"{list}?", time.AddYears(1)));
        }

        async Task<IEnumerable<Guid>> Changed(string path, DateTimeOffset? after = null) =>
            (await sales.Get<Page<Row>>(
                $"/api/sales/v1/{path}updatedSince={Uri.EscapeDataString((after ?? time).ToString("O", CultureInfo.InvariantCulture))}"))
                .Items.Select(row => row.Id);
    }

    /// <summary>The properties that all lists have.</summary>
    private sealed record Page<T>(IReadOnlyList<T> Items);

    private sealed record Row(Guid Id);
}
