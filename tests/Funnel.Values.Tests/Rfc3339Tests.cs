using FsCheck;
using FsCheck.Fluent;

namespace Funnel.Values.Tests;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-01-31T09:30:00Z", "2026-01-31T09:30:00.0000000+00:00")]
    [InlineData("2026-01-31t09:30:00z", "2026-01-31T09:30:00.0000000+00:00")]
    [InlineData("2026-01-31 09:30:00Z", "2026-01-31T09:30:00.0000000+00:00")]
    [InlineData("2026-01-31T09:30:00.5+01:00", "2026-01-31T09:30:00.5000000+01:00")]
    [InlineData("2026-01-31T09:30:00.123456789-23:59", null)]
    [InlineData("2026-01-31T09:30:00.123456789-12:30", "2026-01-31T09:30:00.1234567-12:30")]
    [InlineData("2026-01-31T09:30:00-00:00", "2026-01-31T09:30:00.0000000+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.0000000+00:00")]
    [InlineData("2026-01-31T09:30Z", "2026-01-31T09:30:00.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00+14:00", null)]
    [InlineData("2026-01-31T09:30:00", null)]
    [InlineData("2026-01-31", null)]
    [InlineData("2026-02-30T09:30:00Z", null)]
    [InlineData("2026-01-31T24:00:00Z", null)]
    [InlineData("2026-01-31T09:60:00Z", null)]
    [InlineData("2026-01-31T09:30:00.Z", null)]
    [InlineData("2026-01-31T09:30:00+1:00", null)]
    [InlineData("2026-01-31T09:30:00+0100", null)]
    [InlineData("2026-01-31T09:30:00+15:00", null)]
    [InlineData("2026-01-31T09:30:00ZZ", null)]
    [InlineData("2026-01-31T09:30:00Z ", null)]
    [InlineData("٢٠٢٦-01-31T09:30:00Z", null)]
    [InlineData("2026-01-31T٠٩:30:00Z", null)]
    [InlineData("", null)]
    public void A_time_is_read_with_the_offset_that_is_written(string text, string? time) =>
        Assert.Equal(time, Rfc3339.TryReadTime(text, out var read) ? $"{read:O}" : null);

    [Theory]
    [InlineData("2027-06-30", "2027-06-30")]
    [InlineData("2027-06-30T21:00:00-05:00", "2027-06-30")]
    [InlineData("2027-07-01T00:00:00+02:00", "2027-07-01")]
    [InlineData("2027-06-30T23:30:00Z", "2027-06-30")]
    [InlineData("30.06.2027", null)]
    [InlineData("2027-06-31", null)]
    [InlineData("2027-06-30T21:00:00", null)]
    public void A_day_is_the_one_that_is_written_whatever_the_offset(string text, string? day) =>
        Assert.Equal(day, Rfc3339.TryReadDay(text, out var read) ? $"{read:yyyy-MM-dd}" : null);

    [Fact]
    public void Every_written_time_is_read_back() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, 9_999_999)).Zip(Gen.Choose(-56, 56)).ToArbitrary(), given =>
        {
            var ((seconds, ticks), quarters) = given;
            var time = DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(ticks).ToOffset(TimeSpan.FromMinutes(quarters * 15));
            return Rfc3339.TryReadTime($"{time:O}", out var read) && read.EqualsExact(time)
                && Rfc3339.TryReadTime($"{time.UtcDateTime:O}", out var utc) && utc == time
                && Rfc3339.TryReadDay($"{time:O}", out var day) && day == DateOnly.FromDateTime(time.DateTime);
        }).QuickCheckThrowOnFailure();
}
