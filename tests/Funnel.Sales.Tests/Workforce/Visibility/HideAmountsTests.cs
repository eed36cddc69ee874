using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Funnel.Sales.Currencies;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>Field rules: every response leaves out the amounts that the caller may not see.</summary>
public sealed class HideAmountsTests(TwoTeams world)
{
    /// <summary>Decimal properties that are not money, and prices, which have no owner. They need no attribute.</summary>
    private static readonly string[] NoAmounts =
        ["Probability", "Score", "Fit", "Engagement", "Threshold", "Points", "Rate", "Price", "GrossRetention", "NetRetention",
            "LogoChurn", "WinRate", "CycleDays"];

    [Fact]
    public async Task A_caller_who_sees_all_records_and_only_own_amounts_gets_null_for_other_amounts()
    {
        await using var sales =
            await SalesFixture.Start(("Visibility:Records:sales", "all"), ("Visibility:Amounts:sales", "own"),
                ("Visibility:Records:sales-manager", "all"));
        var owner = await sales.Hire("Ole", active: false);
        using var linked = await sales.Http.PutAsJsonAsync($"/api/sales/v1/representatives/{owner.Id}/person", new { signsInAs = "Ole" });
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
        {
            account = new { name = "A" }, name = "Deal", amount = 500.25m, currency = "EUR", expectedCloseDate = "2026-12-31",
            ownerId = owner.Id,
        });

        foreach (var (user, role, mayOrder) in new[] { ("Per", "sales", false), ("Per", "sales-manager", true) })
        {
            using var http = sales.As(sales.Issuer.Token([new("role", role)], subject: user));
            foreach (var query in new[] { "sort=amount", "sort=-amount", "amountFrom=500", "amountUntil=500" })
            {
                using var listed = await http.GetAsync($"/api/sales/v1/opportunities?{query}");
                Assert.Equal((query, mayOrder), (query, listed.IsSuccessStatusCode));
                Assert.Equal(!mayOrder,
                    (await listed.Content.ReadAsStringAsync()).Contains("amounts-not-all-seen", StringComparison.Ordinal));
            }

            using var bulk =
                await http.PostAsJsonAsync("/api/sales/v1/opportunities/bulk-edits/preview",
                    new { change = new { stage = "proposal" }, filter = new { amountFrom = 500 } });
            Assert.Equal(mayOrder, bulk.IsSuccessStatusCode);
            var board = await http.GetFromJsonAsync<JsonElement>("/api/sales/v1/pipelines/default/board");
            var column = board.GetProperty("columns").EnumerateArray().First();
            Assert.Equal(1, column.GetProperty("count").GetInt64());
            Assert.Equal(mayOrder ? 500.25m : null, Value(column.GetProperty("sums")[0].GetProperty("amount")));
            Assert.Equal(mayOrder ? 500.25m : null, Value(column.GetProperty("sumInBase")));
            Assert.Equal(mayOrder, board.GetRawText().Contains("500.25", StringComparison.Ordinal));
        }

        foreach (var (user, role, amount) in new[] { ("Ole", "sales", (decimal?)500.25m), ("Per", "sales", null),
            ("Per", "sales-manager", 500.25m) })
        {
            using var http = sales.As(sales.Issuer.Token([new("role", role)], subject: user));
            var list = await http.GetFromJsonAsync<JsonElement>("/api/sales/v1/opportunities");
            var shown = await http.GetFromJsonAsync<JsonElement>($"/api/sales/v1/opportunities/{deal.Id}");
            Assert.Equal(amount,
                Value(list.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == deal.Id)
                    .GetProperty("amount")));
            Assert.Equal(amount, Value(shown.GetProperty("amount")));
            Assert.Equal("Deal", shown.GetProperty("name").GetString());
            Assert.Equal(amount is null ? JsonValueKind.Null : JsonValueKind.Array, shown.GetProperty("amountHistory").ValueKind);
            Assert.Equal(amount is null, !shown.GetRawText().Contains("500.25", StringComparison.Ordinal));
        }

        static decimal? Value(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : element.GetDecimal();
    }

    [Fact]
    public async Task A_caller_who_sees_only_own_amounts_finds_no_other_amount_on_any_path()
    {
        await using var teams = new TwoTeams(("Visibility:Records:sales", "all"), ("Visibility:Amounts:sales", "own"));
        await teams.InitializeAsync();
        // The PDF of a quote consists of amounts, so it must be hidden as a whole.
        var walk =
            new ReadingWalk(teams.Service, teams.Ids,
                [TwoTeams.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture), "%PDF-"]);
        using var nils = teams.As("Nils", "sales");
        var showing = await walk.Showing(nils);
        Assert.True(showing.Count == 0, string.Join('\n', showing.Select(path => path.First())));

        // The same walk finds the amounts for their owner, so it can find them. Both callers see the records themselves.
        using var sven = teams.As("Sven", "sales");
        Assert.Superset(
            new[]
            {
                "opportunities", "opportunities/{id}", "opportunities/{id}/lines", "pipelines/{code}/board", "customers", "customers/{id}",
                "quotes", "quotes/{id}", "quotes/{id}/versions/{version}", "quotes/{id}/versions/{version}/pdf",
            }.Select(path => $"/api/sales/v1/{path}").ToHashSet(),
            (await walk.Showing(sven)).Select(path => path.Key).ToHashSet());
        Assert.Contains(TwoTeams.Mark, await nils.GetStringAsync($"/api/sales/v1/opportunities/{teams.Deal.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_may_not_see_the_amounts_of_a_deal_cannot_write_a_quote_for_it()
    {
        await using var sales =
            await SalesFixture.Start(("Visibility:Records:sales", "all"), ("Visibility:Amounts:sales", "own"),
                ("Visibility:Records:sales-manager", "all"));
        var owner = await sales.Hire("Ole", active: false);
        using var linked = await sales.Http.PutAsJsonAsync($"/api/sales/v1/representatives/{owner.Id}/person", new { signsInAs = "Ole" });
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities",
            new { account = new { name = "A" }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31",
                ownerId = owner.Id });
        var product = await sales.Sell();
        await sales.Put<JsonElement>($"/api/sales/v1/opportunities/{deal.Id}/lines",
            new { lines = new[] { new { productId = product.Id, quantity = 1, unitPrice = 500.25m } } });
        var sent = await sales.SentQuote(deal.Id);
        var tooMuch = new { discountAmount = 1_000_000 };

        using var per = sales.As(sales.Issuer.Token([new("role", "sales")], subject: "Per"));
        foreach (var refused in new[]
        {
            per.PostAsJsonAsync($"/api/sales/v1/opportunities/{deal.Id}/quotes", tooMuch),
            per.PutAsJsonAsync($"{QuoteSteps.Quotes}/{sent.QuoteId}/draft", tooMuch),
            per.PostAsJsonAsync($"{QuoteSteps.Quotes}/{sent.QuoteId}/versions", tooMuch),
        })
        {
            var (code, detail) = await refused.Refused(403);
            Assert.Equal(("amounts-hidden", ""), (code, detail));
        }

        using var ole = sales.As(sales.Issuer.Token([new("role", "sales")], subject: "Ole"));
        Assert.Contains("500.25",
            (await ole.PostAsJsonAsync($"/api/sales/v1/opportunities/{deal.Id}/quotes", tooMuch).Refused(422)).Detail);
        using var manager = sales.As(sales.Issuer.Token([new("role", "sales-manager")], subject: "Per"));
        using var drafted = await manager.PostAsJsonAsync($"/api/sales/v1/opportunities/{deal.Id}/quotes", new { discountAmount = 1 });
        Assert.True(drafted.IsSuccessStatusCode);
    }

    [Fact]
    public void Every_amount_in_a_response_of_any_route_has_the_Amount_attribute()
    {
        // A conversion returns the amount that the caller sent, so nothing must be hidden.
        var answers = world.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .SelectMany(endpoint => endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()).Select(answer => answer.Type).OfType<Type>()
            .Where(type => type != typeof(ConversionResponse)).Distinct().ToList();
        Assert.Contains(typeof(OpportunityResponse), answers);
        Assert.Empty(answers.SelectMany(answer => Unmarked(answer, [])).Distinct());
        Assert.Equal(["Forgetful.Total", "Forgetful.Each"], Unmarked(typeof(Page<Forgetful>), []));
    }

    [Fact]
    public async Task Amounts_are_nullable_in_the_OpenAPI_document()
    {
        var document = await world.Service.Get<JsonElement>("/api/sales/openapi/v1.json");
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(nameof(OpportunityResponse));
        Assert.Contains("null",
            schema.GetProperty("properties").GetProperty("amount").GetProperty("type").EnumerateArray().Select(type => type.GetString()));
        Assert.DoesNotContain("amount", schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("Visibility:Records:sails", "own", "is not a role")]
    [InlineData("Visibility:Amounts:sales", "7", "Own, Team or All")]
    [InlineData("Visibility:Amounts:sales", "some", "Visibility")]
    public void A_wrong_setting_is_explained_in_one_sentence(string key, string value, string sentence)
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder();
        builder.Configuration[key] = value;
        builder.AddVisibility();
        using var app = builder.Services.BuildServiceProvider();
        var wrong = Assert.ThrowsAny<Exception>(() => _ = app.GetRequiredService<IOptions<VisibilityOptions>>().Value);
        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>The decimal properties without the attribute. Properties below a marked property are hidden with it.</summary>
    private static IEnumerable<string> Unmarked(Type answer, HashSet<Type> seen)
    {
        foreach (var property in answer.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !property.IsDefined(typeof(AmountAttribute))))
        {
            foreach (var type in property.PropertyType.GetGenericArguments().Append(property.PropertyType))
            {
                // Scores and the score limits of a policy are not amounts.
                if (type == typeof(decimal) && !NoAmounts.Contains(property.Name)
                    && !property.Name.StartsWith("Score", StringComparison.Ordinal))
                {
                    yield return $"{answer.Name}.{property.Name}";
                }

                foreach (var below in type.Namespace?.StartsWith("Funnel.", StringComparison.Ordinal) == true && seen.Add(type)
                    ? Unmarked(type, seen)
                    : [])
                {
                    yield return below;
                }
            }
        }
    }

    public sealed record Forgetful(decimal Total, decimal? Each, [property: Amount] decimal Marked);
}
