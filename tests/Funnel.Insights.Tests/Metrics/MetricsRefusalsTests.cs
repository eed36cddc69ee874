using System.Net;

namespace Funnel.Insights.Tests.Metrics;

public sealed class MetricsRefusalsTests(InsightsFixture fixture)
{
    [Theory]
    [InlineData("asOf=0001-01-01T00:00:00Z", 422, "as-of-out-of-range")]
    [InlineData("asOf=9999-12-31T23:59:59Z", 422, "as-of-out-of-range")]
    [InlineData("asOf=yesterday", 400, "malformed-request")]
    [InlineData("asOf=0001-01-01T00:00:00%2B14:00", 400, "malformed-request")]
    [InlineData("timeZone=Mars/Olympus", 422, "time-zone-unknown")]
    [InlineData("timeZone=../../etc/passwd", 422, "time-zone-unknown")]
    [InlineData("timeZone=UTC%00", 400, "malformed-request")]
    [InlineData("timeZone=", 422, "time-zone-unknown")]
    [InlineData("timeZone=' or true --", 422, "time-zone-unknown")]
    [InlineData("from=2020-01-01&to=2019-01-01", 422, "period-out-of-range")]
    [InlineData("from=0001-01-01", 422, "period-out-of-range")]
    [InlineData("to=9999-12-31", 422, "period-out-of-range")]
    [InlineData("from=2020-13-01", 400, "malformed-request")]
    [InlineData("by=weather", 422, "grouping-unknown")]
    [InlineData("by=", 422, "grouping-unknown")]
    public async Task A_wrong_parameter_is_refused_in_every_report(string query, int status, string code)
    {
        await fixture.Service.Refused($"/api/insights/v1/funnels/cohorts?{query}", (HttpStatusCode)status, code);
        await fixture.Service.Refused($"/api/insights/v1/deals/summary?{query}", (HttpStatusCode)status, code);
    }

    [Theory]
    [InlineData("window=-1", 422, "window-out-of-range")]
    [InlineData("window=0", 422, "window-out-of-range")]
    [InlineData("window=2147483647", 422, "window-out-of-range")]
    [InlineData("window=99999999999", 400, "malformed-request")]
    [InlineData("by=month,channel,month", 422, "grouping-unknown")]
    public async Task A_wrong_parameter_of_the_cohort_report_is_refused(string query, int status, string code) =>
        await fixture.Service.Refused($"/api/insights/v1/funnels/cohorts?{query}", (HttpStatusCode)status, code);

    [Theory]
    [InlineData("currency=eur", 422, "currency-unknown")]
    [InlineData("currency=EURO", 422, "currency-unknown")]
    [InlineData("currency=", 422, "currency-unknown")]
    public async Task A_wrong_parameter_of_the_deals_report_is_refused(string query, int status, string code) =>
        await fixture.Service.Refused($"/api/insights/v1/deals/summary?{query}", (HttpStatusCode)status, code);
}
