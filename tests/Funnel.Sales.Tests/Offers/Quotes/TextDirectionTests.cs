namespace Funnel.Sales.Tests;

public sealed class TextDirectionTests
{
    [Theory]
    [InlineData("abc def", "abc def")]
    [InlineData("abc \u05d0\u05d1 def", "abc |<\u05d0\u05d1| def")]
    [InlineData("\u05d0\u05d1 abc", "abc|<\u05d0\u05d1 ")]
    [InlineData("\u05d0 12.50 \u05d1", "< \u05d1|12.50|<\u05d0 ")]
    [InlineData("abc \u05d0 12 \u05d1 def", "abc |< \u05d1|12|<\u05d0 | def")]
    [InlineData("\u05d0!", "<\u05d0!")]
    [InlineData("", "")]
    public void Parts_stand_in_the_order_in_which_they_are_seen(string text, string seen) => Assert.Equal(seen,
        string.Join('|', TextDirection.InVisualOrder(text).Select(part => (part.IsRightToLeft ? "<" : "") + part.Text)));

    [Theory]
    [InlineData("1. \u0627\u0628", true)]
    [InlineData("(a \u0627\u0628)", false)]
    [InlineData("12", false)]
    public void The_first_letter_decides_the_direction_of_the_line(string text, bool isRightToLeft) =>
        Assert.Equal(isRightToLeft, TextDirection.IsRightToLeft(text));
}
