using Funnel.Contracts;
using Funnel.Marketing.Origins;

namespace Funnel.Marketing.Tests.Origins;

public sealed class ChannelsTests
{
    private const string Page = "https://www.example.com/pricing";

    [Theory]
    [InlineData("Display Network", null, "cpc", null, null, Page, "Display Network")]
    [InlineData(null, null, "CPC", "google", null, Page, "paid")]
    [InlineData(null, "x-1", "email", null, null, Page, "paid")]
    [InlineData(null, null, null, null, null, Page + "?a=1&gclid=abc", "paid")]
    [InlineData(null, null, "newsletter", "facebook", null, Page, "email")]
    [InlineData(null, null, null, null, "https://mail.google.com/", Page, "email")]
    [InlineData(null, null, "social", null, null, null, "social")]
    [InlineData(null, null, null, "linkedin", null, null, "social")]
    [InlineData(null, null, null, null, "https://l.facebook.com/x", Page, "social")]
    [InlineData(null, null, null, null, "https://t.co/x", Page, "social")]
    [InlineData(null, null, null, null, "https://www.google.co.uk/", Page, "organic search")]
    [InlineData(null, null, null, null, "https://duckduckgo.com/", Page, "organic search")]
    [InlineData(null, null, null, null, "https://news.example.org/", Page, "referral")]
    [InlineData(null, null, "cpc-brand", "google", "https://www.google.com/", Page, "paid")]
    [InlineData(null, null, null, "google-ads", "https://www.google.com/", Page, "paid")]
    [InlineData(null, null, null, null, "https://googleads.g.doubleclick.net/", Page, "paid")]
    [InlineData(null, null, null, null, "https://www.google.com/", Page + "#gclid=abc", "paid")]
    [InlineData(null, null, null, null, "https://www.google.com/", Page + "?gclid=", "organic search")]
    [InlineData(null, null, null, null, "https://docs.google.com/", Page, "referral")]
    [InlineData(null, null, null, null, "https://sites.google.co.uk/", Page, "referral")]
    [InlineData(null, null, null, null, "https://news.yahoo.com/", Page, "referral")]
    [InlineData(null, null, null, null, "https://de.search.yahoo.com/", Page, "organic search")]
    [InlineData(null, null, null, null, "https://us-mg5.mail.yahoo.com/", Page, "email")]
    [InlineData(null, null, null, null, "https://webmail.example.org/", Page, "email")]
    [InlineData(null, null, null, null, "https://eur01.safelinks.protection.outlook.com/", Page, "email")]
    [InlineData(null, null, null, null, "https://x.org/", Page, "referral")]
    [InlineData(null, null, null, null, "https://x.com/", Page, "social")]
    [InlineData(null, null, null, null, "android-app://com.google.android.gm/", Page, "email")]
    [InlineData(null, null, null, null, "android-app://com.google.android.googlequicksearchbox/", Page, "organic search")]
    [InlineData(null, null, null, null, "android-app://com.linkedin.android", Page, "social")]
    [InlineData(null, null, null, null, "android-app://com.slack/", Page, "referral")]
    [InlineData(null, null, null, null, "android-app://com.android.chrome/", Page, "direct")]
    [InlineData(null, null, null, null, "ios-app://422689480/", Page, "email")]
    [InlineData(null, null, null, null, "https://example.com/home", Page, "direct")]
    [InlineData(null, null, null, null, "https://WWW.example.com./home", "https://example.com/", "direct")]
    [InlineData(null, null, "partner", "acme", null, null, "referral")]
    [InlineData(null, null, null, null, "https://www.example.com/home", Page, "direct")]
    [InlineData(null, null, null, null, null, Page, "direct")]
    [InlineData(null, null, null, null, "not a url", "88740e65d5d6b056e0cda098e1ea6313", null)]
    [InlineData(null, null, null, null, null, null, null)]
    public void The_channel_is_that_of_the_first_rule_that_matches(
        string? given, string? clickId, string? medium, string? source, string? referrer, string? url, string? expected) =>
        Assert.Equal(expected,
            Channels.Derive(given, TouchKind.PageView, clickId, new Utm { Medium = medium, Source = source }, referrer, url));
}
