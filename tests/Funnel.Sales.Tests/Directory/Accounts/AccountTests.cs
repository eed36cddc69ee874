namespace Funnel.Sales.Tests;

public sealed class AccountTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T09:00:00Z");

    [Theory]
    [InlineData("ACME, Inc.", "acme inc")]
    [InlineData("  Acme   Inc ", "acme inc")]
    [InlineData("Müller-Lüdenscheidt", "müller lüdenscheidt")]
    [InlineData("...", "...")]
    public void Names_are_compared_in_lower_case_without_punctuation(string name, string normalised) =>
        Assert.Equal(normalised, Account.NormaliseName(name));

    [Fact]
    public void A_learnt_domain_never_replaces_a_known_one()
    {
        var account = Account.Open("Acme", null, null, Now);
        account.LearnDomain("acme.com");
        account.LearnDomain("other.com");
        Assert.Equal(("acme.com", 1), (account.Domain, account.Version));
    }

    [Fact]
    public void New_details_replace_all_old_ones_and_raise_the_version()
    {
        var account = Account.Open("Acme", "acme.com", Guid.CreateVersion7(), Now);
        account.Become(new("Acme Ltd", null, "Steel", "DE", 12, null));
        Assert.Equal(new AccountDetails("Acme Ltd", null, "Steel", "DE", 12, null), account.Details);
        Assert.Equal(("acme ltd", 1), (account.NormalisedName, account.Version));
    }

    [Fact]
    public void The_winner_of_a_merge_keeps_its_details_and_fills_the_empty_ones()
    {
        AccountDetails winner = new("Acme", null, "Steel", null, null, null, """{"region":"north"}""");
        AccountDetails loser = new("Acme Holding", "acme.com", "Trade", "DE", 12, null, """{"region":"south","tier":"a"}""");
        Assert.Equal(new AccountDetails("Acme", "acme.com", "Steel", "DE", 12, null, """{"region":"north","tier":"a"}"""),
            winner.FilledFrom(loser));
    }

    [Fact]
    public void An_undone_merge_takes_back_what_it_filled_and_keeps_later_changes()
    {
        AccountDetails before = new("Acme", null, null, null, null, null);
        AccountDetails loser = new("Acme Holding", "acme.com", "Trade", "DE", null, null);
        var after = before.FilledFrom(loser);
        var changedSince = after with { Industry = "Steel", Employees = 40 };
        Assert.Equal(new AccountDetails("Acme", null, "Steel", null, 40, null), changedSince.WithoutMerge(before, after, loser));
    }

    [Fact]
    public void An_undone_merge_gives_the_name_of_the_loser_back_even_if_the_winner_took_it_since()
    {
        AccountDetails before = new("Acme", null, null, null, null, null);
        AccountDetails loser = new("Acme Holding", null, null, null, null, null);
        var after = before.FilledFrom(loser);
        Assert.Equal("Acme", (after with { Name = "ACME HOLDING" }).WithoutMerge(before, after, loser).Name);
    }
}
