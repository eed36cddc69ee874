using System.Net;
using System.Security.Claims;
using Funnel.Sales.Views;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SaveViewTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/views";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_view_runs_the_route_of_its_list_with_its_filter()
    {
        var owner = fixture.Team[2].Id;
        var industry = Steps.New("Steel & rails");
        var mine = await sales.OpenAccount(new { name = Steps.New("account"), ownerId = owner, industry });
        await sales.OpenAccount(new { name = Steps.New("account"), ownerId = fixture.Team[1].Id, industry });
        var view =
            await sales.Post<ViewResponse>(Path,
                new { list = "accounts", name = Steps.New("Mine"), filter = new { ownerId = owner, industry } });
        Assert.True(view.IsMine);
        Assert.Equal(mine.Id, (await sales.Get<Page<AccountResponse>>(view.Path)).Items.Single().Id);
        Assert.Equal(view.Path, (await sales.Get<ViewResponse>($"{Path}/{view.Id}")).Path);

        var changed = await sales.Put<ViewResponse>($"{Path}/{view.Id}", new { name = view.Name, filter = new { industry } });
        Assert.Equal(2, (await sales.Get<Page<AccountResponse>>(changed.Path)).Items.Count);
        using var gone = await sales.Http.DeleteAsync($"{Path}/{view.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal("view-not-found",
            (await sales.Http.GetAsync($"{Path}/{view.Id}", TestContext.Current.CancellationToken).Refused(404)).Code);
    }

    [Fact]
    public async Task Only_the_owner_sees_a_private_view_and_only_the_owner_changes_a_shared_view()
    {
        var secret =
            await sales.Post<ViewResponse>(Path, new { list = "tasks", name = Steps.New("Secret"), filter = new { state = "open" } });
        var shared =
            await sales.Post<ViewResponse>(Path,
                new { list = "tasks", name = Steps.New("Shared"), filter = new { overdue = "true" }, shared = true });
        using var other =
            sales.As(sales.Issuer.Token([new Claim("scope", string.Join(' ', KnownRoles.Permissions))], subject: "somebody-else"));
        Assert.Equal("view-not-found",
            (await other.GetAsync($"{Path}/{secret.Id}", TestContext.Current.CancellationToken).Refused(404)).Code);
        using var seen = await other.GetAsync($"{Path}/{shared.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.Equal("view-not-found",
            (await other.DeleteAsync($"{Path}/{shared.Id}", TestContext.Current.CancellationToken).Refused(404)).Code);
        var listed = await sales.Get<Page<ViewResponse>>($"{Path}?list=tasks&limit=200");
        Assert.Equal([shared.Id, secret.Id], listed.Items.Select(view => view.Id).Where(id => id == shared.Id || id == secret.Id));
    }

    [Theory]
    [InlineData("accounts", "{\"name\":\"x' or 1=1\"}", "filter-unknown")]
    [InlineData("accounts", "{\"limit\":\"5\"}", "filter-unknown")]
    [InlineData("accounts", "{\"db\":\"5\"}", "filter-unknown")]
    [InlineData("accounts", "{\"ownerId\":\"me\"}", "filter-not-valid")]
    [InlineData("contacts", "{\"role\":\"boss\"}", "filter-not-valid")]
    [InlineData("opportunities", "{\"status\":\"open; drop table views\"}", "filter-not-valid")]
    [InlineData("handoffs", "{\"overdue\":\"perhaps\"}", "filter-not-valid")]
    [InlineData("tasks", "{\"state\":null}", "filter-not-valid")]
    public async Task A_filter_that_the_list_does_not_accept_is_not_saved(string list, string filter, string code)
    {
        var name = Steps.New("view");
        Assert.Equal(code,
            (await sales.PostRaw(Path, $$"""{"list":"{{list}}","name":"{{name}}","filter":{{filter}}}""").Refused(422)).Code);
        Assert.Equal(0, await sales.Count($"views where name = '{name}'"));
    }

    [Theory]
    [InlineData("accounts", "country", "DE")]
    [InlineData("contacts", "role", "champion")]
    [InlineData("opportunities", "status", "open")]
    [InlineData("handoffs", "status", "pending")]
    [InlineData("tasks", "state", "open")]
    public async Task Every_list_has_views(string list, string parameter, string value)
    {
        var view =
            await sales.Post<ViewResponse>(Path,
                new { list, name = Steps.New("view"), filter = new Dictionary<string, string> { [parameter] = value } });
        using var run = await sales.Http.GetAsync(view.Path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, run.StatusCode);
        Assert.Equal("view-already-known", (await sales.Post(Path, new { list, name = view.Name, filter = new { } }).Refused(409)).Code);
    }
}
