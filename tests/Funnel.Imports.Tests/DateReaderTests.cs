using System.Globalization;
using CsCheck;

namespace Funnel.Imports.Tests;

public sealed class DateReaderTests
{
    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00+00:00")]
    [InlineData("20260131", "2026-01-31T00:00:00+00:00")]
    [InlineData("2026/01/31", "2026-01-31T00:00:00+00:00")]
    [InlineData("2026-01-31 9:05", "2026-01-31T09:05:00+00:00")]
    [InlineData("2026-06-30 22:45:12", "2026-06-30T22:45:12+00:00")]
    [InlineData("2026-06-30T21:00:00-05:00", "2026-07-01T02:00:00+00:00")]
    [InlineData("2025-11-03T13:45:10.000Z", "2025-11-03T13:45:10+00:00")]
    [InlineData("2026-08-31T12:12:17+0530", "2026-08-31T06:42:17+00:00")]
    [InlineData("31.01.2026", "2026-01-31T00:00:00+00:00")]
    [InlineData("3.4.26 14:30", "2026-04-03T14:30:00+00:00")]
    [InlineData("31/01/2026", "2026-01-31T00:00:00+00:00")]
    [InlineData("1/31/2026 9:30 PM", "2026-01-31T21:30:00+00:00")]
    [InlineData("1/31/26 12:05 a.m.", "2026-01-31T00:05:00+00:00")]
    [InlineData("31 Jan 2026", "2026-01-31T00:00:00+00:00")]
    [InlineData("January 31, 2026 10:00", "2026-01-31T10:00:00+00:00")]
    [InlineData("31-Sept-2026", null)]
    [InlineData("30-Sept-2026", "2026-09-30T00:00:00+00:00")]
    [InlineData("03/04/2026", null)]
    [InlineData("2026-02-30", null)]
    [InlineData("13/13/2026", null)]
    [InlineData("2026-01-31 25:00", null)]
    [InlineData("2026-01-31T09:30:00+15:00", null)]
    [InlineData("Janbruary 1, 2026", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void A_date_is_read_as_it_is_written_or_refused(string text, string? moment) =>
        Assert.Equal(moment, DateReader.TryRead(text, null, out var time)
            ? time.In(NodaTime.DateTimeZone.Utc).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)
            : null);

    [Fact]
    public void The_order_of_day_and_month_decides_only_where_a_date_has_two_meanings()
    {
        Assert.True(DateReader.TryRead("03/04/2026", DayOrder.DayMonth, out var dayFirst));
        Assert.Equal(new DateOnly(2026, 4, 3), dayFirst.Day);
        Assert.True(DateReader.TryRead("03/04/2026", DayOrder.MonthDay, out var monthFirst));
        Assert.Equal(new DateOnly(2026, 3, 4), monthFirst.Day);
        Assert.True(DateReader.TryRead("31/01/2026", DayOrder.MonthDay, out var clear));
        Assert.Equal(new DateOnly(2026, 1, 31), clear.Day);
    }

    [Fact]
    public void A_column_of_random_dates_has_the_order_in_which_it_is_written() =>
        Gen.Select(Gen.DateOnly[new DateOnly(1970, 1, 1), new DateOnly(2068, 12, 31)].Array[1, 30], Gen.Bool, Gen.Char["/-"],
            Gen.Bool).Sample((days, isDayFirst, mark, isShort) =>
        {
            var (orders, year) = (new DayOrders(), isShort ? "yy" : "yyyy");
            var format = isDayFirst ? $"d'{mark}'M'{mark}'{year}" : $"M'{mark}'d'{mark}'{year}";
            var texts = days.Select(day => day.ToString(format, CultureInfo.InvariantCulture)).ToList();
            texts.ForEach(orders.Add);
            Assert.False(orders.IsContradictory);
            var asked = isDayFirst ? DayOrder.DayMonth : DayOrder.MonthDay;
            Assert.True(orders.Order is null || orders.Order == asked);
            Assert.True(orders.Order is not null || days.All(day => day.Day <= 12));
            foreach (var (day, text) in days.Zip(texts))
            {
                Assert.True(DateReader.TryRead(text, orders.Order ?? asked, out var time));
                Assert.Equal(day, time.Day);
            }
        });

    [Fact]
    public void A_column_with_both_orders_decides_nothing()
    {
        var orders = new DayOrders();
        foreach (var text in new[] { "31/01/2026", "01/31/2026", "03/04/2026" })
        {
            orders.Add(text);
        }

        Assert.Equal((null, true, "03/04/2026"), (orders.Order, orders.IsContradictory, orders.Unclear));
    }

    [Fact]
    public void A_time_without_an_offset_belongs_to_its_zone_also_on_the_day_when_the_clock_changes()
    {
        var berlin = Funnel.Values.TimeZones.Get("Europe/Berlin");
        Assert.Equal("2026-06-30T20:45:00Z", Moment("2026-06-30 22:45"));
        Assert.Equal("2026-03-29T01:30:00Z", Moment("2026-03-29 02:30"));
        Assert.Equal("2026-06-30T22:45:00Z", Moment("2026-06-30 22:45Z"));

        string Moment(string text) => DateReader.TryRead(text, null, out var time)
            ? time.In(berlin).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : "unreadable";
    }
}
