using System.Text.RegularExpressions;

namespace Funnel.Values.Tests;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("東京都", " 東京 京都 都")]
    [InlineData("日本ABC株式会社 Müller", " 日本 本 abc 株式 式会 会社 社 muller")]
    [InlineData("水", " 水")]
    [InlineData("", " ")]
    public void Neighbouring_ideographs_become_words(string text, string indexed) => Assert.Equal(indexed, SearchText.Of(text));

    [Fact]
    public void Absent_parts_leave_no_gap() => Assert.Equal(" acme steel", SearchText.Of("ACME", null, " ", "Steel"));

    [Theory]
    [InlineData("東京都", "東京 京都")]
    [InlineData("都", "都")]
    [InlineData("Müller 東京", "muller 東京")]
    public void A_query_has_the_words_of_the_text(string query, string words) => Assert.Equal(words, SearchText.Query(query));

    [Fact]
    public void Patterns_are_escaped_and_ideographs_start_a_word() =>
        Assert.Equal([@"%10\%%", @"%a\_b%", "% 東京%"], SearchText.Patterns("10% A_b 東京"));

    /// <summary>What LIKE does with the patterns: the index only makes it faster.</summary>
    [Fact]
    public void A_part_of_a_text_is_found_by_the_patterns_of_that_part() => Texts.Hold(Texts.Any, text =>
    {
        var runes = TextKey.Search(text).EnumerateRunes().ToList();
        var part = string.Concat(runes.Skip(runes.Count / 4).Take((runes.Count / 2) + 1));
        var indexed = SearchText.Of(text);
        return SearchText.Patterns(part).All(pattern => indexed.Contains(
            pattern[1..^1].Replace("\\_", "_", StringComparison.Ordinal).Replace("\\%", "%", StringComparison.Ordinal)
                .Replace("\\\\", "\\", StringComparison.Ordinal), StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("ab", false)]
    [InlineData("abc", true)]
    [InlineData("東京", true)]
    [InlineData("水", true)]
    [InlineData("한국", true)]
    [InlineData("ab\0c", false)]
    public void A_search_needs_three_letters_or_one_ideograph(string text, bool isLongEnough) =>
        Assert.Equal(isLongEnough, Regex.IsMatch(text, SearchText.LongEnough));
}
