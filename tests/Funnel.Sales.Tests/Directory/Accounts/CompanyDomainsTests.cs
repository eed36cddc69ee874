using Funnel.Sales.Tests.Imports;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class CompanyDomainsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/accounts";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Theory]
    [InlineData("https://www.{0}.example/")]
    [InlineData("http://{0}.EXAMPLE/about?x=1")]
    [InlineData("{0}.example.")]
    [InlineData("{0}.example:443")]
    public async Task A_domain_is_the_same_in_every_spelling(string spelling)
    {
        var key = Steps.New("acme");
        var account = await Open(Steps.New("first"), $"{key}.example");
        var again = await Open(Steps.New("second"), string.Format(null, spelling, key));
        Assert.Equal((account.Id, $"{key}.example"), (again.Id, again.Domain));
    }

    [Fact]
    public async Task Both_forms_of_an_international_domain_are_one_account()
    {
        var key = Guid.CreateVersion7().ToString("N");
        var account = await Open(Steps.New("first"), $"müller-{key}.example");
        Assert.StartsWith("xn--", account.Domain, StringComparison.Ordinal);
        Assert.Equal(account.Id, (await Open(Steps.New("second"), account.Domain!.ToUpperInvariant())).Id);
    }

    [Theory]
    [InlineData("info@acme.example", "domain-not-valid")]
    [InlineData("not a domain", "domain-not-valid")]
    [InlineData("gmail.com", "domain-is-free-mail")]
    [InlineData("https://www.GMX.de/", "domain-is-free-mail")]
    public async Task What_names_no_company_is_refused_and_named(string domain, string code)
    {
        var (refused, detail) = await sales.Post(Path, new { name = Steps.New("refused"), domain, unassigned = true }).Refused(422);
        Assert.Equal(code, refused);
        Assert.Contains($"`domain` is '{domain}'", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blank_domain_is_none()
    {
        var (one, two) = (await Open(Steps.New("blank"), " "), await Open(Steps.New("blank"), "\u200b"));
        Assert.NotEqual(one.Id, two.Id);
        Assert.Null(one.Domain);
    }

    [Fact]
    public async Task Imported_records_with_a_free_mail_domain_are_companies_of_their_own()
    {
        var key = Steps.New("free");
        var import = await sales.Import(
            "externalId,account,accountDomain,amount,currency,stage,expectedCloseDate\n"
            + $"{key}-1,{key} one,gmail.com,1,EUR,proposal,2027-01-31\n{key}-2,{key} two,https://gmail.com/x,1,EUR,proposal,2027-01-31\n");
        Assert.Equal((2, 0), (import.Added, import.Failed));
        var deals = (await sales.Get<OpportunityPage>($"/api/sales/v1/opportunities?search={key}")).Items;
        Assert.Equal(2, deals.Select(deal => deal.AccountId).Distinct().Count());
    }

    [Fact]
    public async Task Names_that_read_the_same_are_one_account_and_accents_tell_accounts_apart()
    {
        var key = Guid.CreateVersion7().ToString("N");
        var account = await Open($"Café {key}", null);
        Assert.Equal(account.Id, (await Open($"CAFE\u0301\u200b  {key}", null)).Id);
        Assert.NotEqual(account.Id, (await Open($"Cafe {key}", null)).Id);
    }

    private Task<AccountResponse> Open(string name, string? domain) =>
        sales.Post<AccountResponse>(Path, new { name, domain, unassigned = true });
}
