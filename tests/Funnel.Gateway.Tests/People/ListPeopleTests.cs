using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class ListPeopleTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task The_pages_of_the_list_hold_each_person_once()
    {
        var added = new HashSet<Guid>();
        for (var n = 0; n < 5; n++)
        {
            added.Add((await fixture.AddPerson("sales")).Id);
        }

        var seen = new List<Guid>();
        for (string? next = ""; next is not null;)
        {
            var page = await fixture.Administrator
                .GetFromJsonAsync<JsonElement>($"/api/identity/v1/people?limit=2{next}", TestContext.Current.CancellationToken);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            next = page.TryGetProperty("next", out var after) && after.ValueKind != JsonValueKind.Null
                ? $"&after={after.GetString()}"
                : null;
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(added, seen.ToHashSet());
    }
}
