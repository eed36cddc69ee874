using System.Globalization;

namespace Funnel.Values.Tests;

public sealed class TextKeyTests
{
    [Fact]
    public void Keys_of_keys_are_the_same_keys() => Texts.Hold(Texts.Any, text =>
        TextKey.Identity(TextKey.Identity(text)) == TextKey.Identity(text) && TextKey.Search(TextKey.Search(text)) == TextKey.Search(text));

    [Fact]
    public void Composed_and_decomposed_text_have_the_same_keys() => Texts.Hold(Texts.Any, text =>
    {
        var apart = Unicode.Write(Unicode.Decompose(text.EnumerateRunes().Select(rune => rune.Value)));
        var together = TextKey.Compose(text);
        return TextKey.Identity(apart) == TextKey.Identity(together) && TextKey.Search(apart) == TextKey.Search(together)
            && TextKey.Compose(apart) == together;
    });

    [Fact]
    public void Invisible_characters_change_no_key() => Texts.Hold(Texts.Strewn, pair =>
        TextKey.Identity(pair.Text) == TextKey.Identity(pair.Strewn) && TextKey.Search(pair.Text) == TextKey.Search(pair.Strewn));

    [Fact]
    public void Capitals_change_no_key() => Texts.Hold(Texts.Any, text =>
        TextKey.Identity(text) == TextKey.Identity(text.ToLowerInvariant())
        && (text.Contains('ı', StringComparison.Ordinal) || TextKey.Identity(text) == TextKey.Identity(text.ToUpperInvariant())));

    [Fact]
    public void Texts_with_one_identity_key_have_one_search_key() => Texts.Hold(Texts.Any, text =>
        TextKey.Search(TextKey.Identity(text)) == TextKey.Search(text));

    /// <summary>The invariant mode of Directory.Build.props. The keys do not need it; orders and numbers elsewhere do.</summary>
    [Fact]
    public void There_is_no_culture_that_could_change_a_comparison()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var isInvariant) && isInvariant);
        Assert.Throws<CultureNotFoundException>(() => new CultureInfo("tr-TR", useUserOverride: false));
    }

    [Theory]
    [InlineData("José", "JOSE\u0301")]
    [InlineData("İHALE", "I\u0307hale")]
    [InlineData("zoe\u200b@example.com", "\ufeffZ\u00adoe@example.com")]
    [InlineData("  Trade\u00a0 Fair\t", "trade fair")]
    [InlineData("ΟΔΟΣ", "οδοσ")]
    [InlineData("Å", "\u212b")]
    [InlineData("STRAẞE", "straße")]
    [InlineData("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8")]
    [InlineData("❤\ufe0f", "❤")]
    public void Texts_that_read_the_same_have_one_identity_key(string one, string other) =>
        Assert.Equal(TextKey.Identity(one), TextKey.Identity(other));

    [Theory]
    [InlineData("Müller", "Muller")]
    [InlineData("Straße", "Strasse")]
    [InlineData("ıstanbul", "istanbul")]
    [InlineData("Łódź", "Lodz")]
    public void Accents_and_sharp_s_tell_identities_apart_and_searches_not(string one, string other)
    {
        Assert.NotEqual(TextKey.Identity(one), TextKey.Identity(other));
        Assert.Equal(TextKey.Search(one), TextKey.Search(other));
    }

    [Theory]
    [InlineData("Ørsted", "orsted")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("STRASSENBAU", "strassenbau")]
    [InlineData("Straßenbau", "strassenbau")]
    [InlineData("Œuvre Ærø", "oeuvre aero")]
    [InlineData("Ｆｕｎｎｅｌ　１２", "funnel 12")]
    [InlineData("O’Brien", "o'brien")]
    [InlineData("ガス", "ガス")]
    [InlineData("ﾊﾟﾝ", "パン")]
    [InlineData("Ёлка", "елка")]
    public void A_search_key_has_plain_letters(string text, string key) => Assert.Equal(key, TextKey.Search(text));

    [Fact]
    public void A_text_of_invisible_characters_has_no_key()
    {
        Assert.Null(TextKey.IdentityOrNull("\u200b\u00ad \ufeff"));
        Assert.True(TextKey.AreSame("Src", "sRC\u200b"));
        Assert.False(TextKey.AreSame("Src", null));
    }
}
