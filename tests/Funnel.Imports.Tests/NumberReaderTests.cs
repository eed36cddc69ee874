using System.Globalization;
using CsCheck;

namespace Funnel.Imports.Tests;

public sealed class NumberReaderTests
{
    [Theory]
    [InlineData("1234.5", "1234.5", null)]
    [InlineData("210000.0", "210000.0", null)]
    [InlineData("$1,234.50", "1234.50", null)]
    [InlineData("1.234,50 €", "1234.50", "EUR")]
    [InlineData("1 234,50", "1234.50", null)]
    [InlineData("1\u202F234\u202F567,5 EUR", "1234567.5", "EUR")]
    [InlineData("CHF 1'234.50", "1234.50", "CHF")]
    [InlineData("12,34,567.00", "1234567.00", null)]
    [InlineData("1.234.567", "1234567.0", null)]
    [InlineData("(1,234.00)", "-1234.00", null)]
    [InlineData("-£5", "-5.0", "GBP")]
    [InlineData("12.5-", "-12.5", null)]
    [InlineData("1.2E7", "12000000", null)]
    [InlineData("R$ 10,5", "10.5", null)]
    [InlineData(".5", "0.5", null)]
    [InlineData("1,234", "1234.0", null)]
    [InlineData("1.234", "1.234", null)]
    [InlineData("0", "0.0", null)]
    [InlineData("12,34,56", null, null)]
    [InlineData("1.2.3", null, null)]
    [InlineData("ten", null, null)]
    [InlineData("", null, null)]
    [InlineData("1-2", null, null)]
    [InlineData("(5", null, null)]
    public void A_number_is_read_as_it_is_written_or_refused(string text, string? value, string? currency)
    {
        var isRead = NumberReader.TryRead(text, null, null, out var number);
        Assert.Equal(value is null ? (decimal?)null : decimal.Parse(value, CultureInfo.InvariantCulture), isRead ? number.Value : null);
        Assert.Equal(currency, number.Currency);
    }

    [Fact]
    public void An_asked_mark_refuses_numbers_with_the_other_mark()
    {
        Assert.False(NumberReader.TryRead("12,5", DecimalMark.Point, null, out _));
        Assert.False(NumberReader.TryRead("1.234,50", DecimalMark.Point, null, out _));
        Assert.True(NumberReader.TryRead("1.234", DecimalMark.Comma, null, out var grouped));
        Assert.Equal(1234m, grouped.Value);
    }

    [Fact]
    public void A_column_of_random_amounts_is_read_with_the_mark_in_which_it_is_written() =>
        Gen.Select(Gen.Int[0, 2_000_000_000].Array[1, 20], Gen.Bool, Gen.Bool).Sample((cents, hasComma, hasGroups) =>
        {
            var (mark, group) = hasComma ? (",", ".") : (".", ",");
            var format = new NumberFormatInfo { NumberDecimalSeparator = mark, NumberGroupSeparator = group };
            var texts = cents.Select(one => (one / 100m).ToString(hasGroups ? "N2" : "F2", format)).ToList();
            var marks = new DecimalMarks();
            texts.ForEach(marks.Add);
            Assert.Equal(hasComma ? DecimalMark.Comma : DecimalMark.Point, marks.Mark);
            foreach (var (one, text) in cents.Zip(texts))
            {
                Assert.True(NumberReader.TryRead(text, null, marks.Mark, out var number));
                Assert.Equal(one / 100m, number.Value);
            }
        });

    [Fact]
    public void The_other_numbers_of_a_column_decide_what_a_number_with_two_meanings_is()
    {
        var marks = new DecimalMarks();
        marks.Add("1.234");
        Assert.Null(marks.Mark);
        marks.Add("12,5");
        Assert.True(NumberReader.TryRead("1.234", null, marks.Mark, out var number));
        Assert.Equal(1234m, number.Value);
    }
}
