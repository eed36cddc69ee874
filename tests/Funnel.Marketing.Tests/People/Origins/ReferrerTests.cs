using Funnel.Marketing.Origins;

namespace Funnel.Marketing.Tests.Origins;

public sealed class ReferrerTests
{
    [Theory]
    [InlineData("https://www.shop.example/b", "https://shop.example:8443/a")]
    [InlineData("http://shop.example./", "https://SHOP.example/")]
    [InlineData("https://bücher.example/", "https://www.xn--bcher-kva.example/")]
    public void Two_spellings_of_a_host_are_one_site(string one, string other) =>
        Assert.Equal(Referrer.SiteOf(one), Referrer.SiteOf(other));

    [Theory]
    [InlineData("not a url")]
    [InlineData("about:blank")]
    [InlineData("android-app://org.mozilla.firefox/")]
    [InlineData("https://")]
    [InlineData(null)]
    public void A_text_that_names_no_site_is_none(string? address) => Assert.Null(Referrer.SiteOf(address));
}
