using Funnel.Contracts;
using Funnel.Marketing.Origins;

namespace Funnel.Marketing.Tests.Origins;

public sealed class CampaignParametersTests
{
    [Theory]
    [InlineData("https://shop.example/?utm_source=newsletter&utm_medium=email", "newsletter", "email")]
    [InlineData("https://shop.example/?a=1#utm_source=news&utm_medium=email", "news", "email")]
    [InlineData("https://shop.example/?UTM_Source=My+Shop&utm_medium=e%2Dmail", "My Shop", "e-mail")]
    [InlineData("/pricing?utm_source=%20&utm_source=b%00c", "bc", null)]
    [InlineData("https://shop.example/?x=utm_source", null, null)]
    [InlineData(null, null, null)]
    public void Campaign_parameters_are_read_from_the_address_of_the_page(string? url, string? source, string? medium) =>
        Assert.Equal((source, medium), (Utm.None.FilledFrom(url).Source, Utm.None.FilledFrom(url).Medium));

    [Fact]
    public void A_given_value_counts_more_than_the_address()
    {
        var utm = new Utm { Campaign = "Spring" }.FilledFrom("https://shop.example/?utm_source=a&utm_campaign=Autumn");

        Assert.Equal(new Utm { Source = "a", Campaign = "Spring" }, utm);
    }

    [Fact]
    public void An_address_with_another_source_does_not_count()
    {
        var given = new Utm { Source = "newsletter" };

        Assert.Equal(given, given.FilledFrom("https://shop.example/?utm_source=google&utm_medium=cpc"));
    }

    [Fact]
    public void A_long_value_in_an_address_is_cut_and_no_character_is_split()
    {
        var source = Utm.None.FilledFrom("https://shop.example/?utm_source=" + new string('a', 199) + "😀").Source;

        Assert.Equal(new string('a', 199), source);
    }

    [Fact]
    public void A_paid_link_in_the_address_beats_the_search_engine_that_sent_the_person()
    {
        const string Url = "https://shop.example/?utm_source=google&utm_medium=cpc";

        Assert.Equal("paid",
            Channels.Derive(null, TouchKind.PageView, null, Utm.None.FilledFrom(Url), "https://www.google.com/", Url));
    }
}
