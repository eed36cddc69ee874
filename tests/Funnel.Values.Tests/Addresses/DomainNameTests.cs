namespace Funnel.Values.Tests;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("acme.example")]
    [InlineData("https://www.acme.example/")]
    [InlineData("http://ACME.example/about?x=1#top")]
    [InlineData("acme.example.")]
    [InlineData("acme.example:443")]
    [InlineData("www.acme.example:8080/a:1")]
    [InlineData("//acme.example/x")]
    [InlineData(" \u200bacme\u00ad.Example ")]
    [InlineData("ａｃｍｅ．example")]
    [InlineData("acme。example")]
    public void All_spellings_of_a_domain_are_one(string given)
    {
        Assert.True(DomainName.TryRead(given, out var domain));
        Assert.Equal("acme.example", domain);
    }

    [Theory]
    [InlineData("Müller.example")]
    [InlineData("mu\u0308ller.example")]
    [InlineData("xn--mller-kva.example")]
    [InlineData("XN--MLLER-KVA.example")]
    [InlineData("https://WWW.MÜLLER.EXAMPLE/impressum")]
    public void Both_forms_of_an_international_domain_are_one(string given)
    {
        Assert.Equal("xn--mller-kva.example", DomainName.ReadOrNull(given));
        Assert.Equal("müller.example", DomainName.Show("xn--mller-kva.example"));
    }

    [Fact]
    public void Sharp_s_and_ss_are_two_domains() =>
        Assert.NotEqual(DomainName.ReadOrNull("straße.example"), DomainName.ReadOrNull("strasse.example"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u200b ")]
    public void A_blank_domain_is_none(string? given)
    {
        Assert.True(DomainName.TryRead(given, out var domain));
        Assert.Null(domain);
    }

    [Theory]
    [InlineData("info@acme.example")]
    [InlineData("not a domain")]
    [InlineData("acme")]
    [InlineData("192.168.0.1")]
    [InlineData("acme..example")]
    [InlineData("-acme.example")]
    [InlineData("ac_me.example")]
    [InlineData("https://")]
    [InlineData("acme.example:port")]
    public void What_is_no_domain_is_refused(string given) => Assert.False(DomainName.TryRead(given, out _));

    [Fact]
    public void A_spelling_is_read_as_itself() => Texts.Hold(Texts.Any, text =>
        DomainName.ReadOrNull(text.Replace(" ", "", StringComparison.Ordinal) + ".example") is not { } domain
        || DomainName.ReadOrNull(domain) == domain);
}
