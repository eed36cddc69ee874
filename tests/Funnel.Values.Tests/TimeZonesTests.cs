namespace Funnel.Values.Tests;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("Asia/Calcutta", "Asia/Calcutta")]
    [InlineData("Asia/Kolkata", "Asia/Kolkata")]
    [InlineData("US/Pacific", "US/Pacific")]
    [InlineData("Europe/Kyiv", "Europe/Kyiv")]
    [InlineData("Europe/Kiev", "Europe/Kiev")]
    [InlineData("Etc/GMT+12", "Etc/GMT+12")]
    [InlineData("utc", "UTC")]
    [InlineData("Mars/Olympus", null)]
    [InlineData("Central European Standard Time", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_zone_is_found_by_its_name_or_by_a_link_in_any_letter_case(string? name, string? id) =>
        Assert.Equal(id, TimeZones.Find(name)?.Id);

    [Fact]
    public void Every_zone_of_the_machine_with_an_IANA_name_is_known() => Assert.All(
        TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && zone.Id.Contains('/')),
        zone => Assert.NotNull(TimeZones.Find(zone.Id)));
}
