namespace Funnel.Values.Tests;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("zoe@example.com", " Zoe@EXAMPLE.com ")]
    [InlineData("zoe@example.com", "\ufeffz\u00adoe@example.com\u200b")]
    [InlineData("zoe@example.com", "\u202azoe@example.com\u202c")]
    [InlineData("jos\u00e9@example.com", "Jose\u0301@example.com")]
    [InlineData("info@xn--mller-kva.example", "info@Müller.example")]
    [InlineData("info@xn--mller-kva.example", "INFO@XN--MLLER-KVA.EXAMPLE")]
    public void Addresses_that_read_the_same_are_one(string address, string given) =>
        Assert.Equal(address, EmailAddress.Normalise(given));

    [Theory]
    [InlineData(null)]
    [InlineData("zoe")]
    [InlineData("@example.com")]
    [InlineData("zoe@")]
    [InlineData("zoe@host")]
    [InlineData("zoe\u00a0w@example.com")]
    [InlineData("zoe@exam ple.com")]
    [InlineData("a@b@example.com")]
    [InlineData("<zoe@example.com>")]
    [InlineData("zoe@192.168.0.1")]
    public void What_is_no_address_is_refused(string? given) => Assert.Null(EmailAddress.Normalise(given));

    [Fact]
    public void An_address_is_read_as_itself_and_accents_tell_addresses_apart()
    {
        Texts.Hold(Texts.Any, text =>
            EmailAddress.Normalise(text + "@example.com") is not { } address || EmailAddress.Normalise(address) == address);
        Assert.NotEqual(EmailAddress.Normalise("jose@example.com"), EmailAddress.Normalise("josé@example.com"));
        Assert.Equal("example.com", EmailAddress.Domain("jose@example.com"));
    }

    [Theory]
    [InlineData("gmail.com", true)]
    [InlineData("yahoo.co.uk", true)]
    [InlineData("acme.example", false)]
    [InlineData(null, false)]
    public void A_free_mail_domain_is_known(string? domain, bool isFree) => Assert.Equal(isFree, FreeMailDomains.Contains(domain));

    [Theory]
    [InlineData("zoe@example.com", true)]
    [InlineData("zoe@host", false)]
    [InlineData("", false)]
    [InlineData(null, true)]
    public void The_attribute_follows_the_rule(string? given, bool isValid) => Assert.Equal(isValid, new EmailAttribute().IsValid(given));
}
