using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SlaPolicyTests(SlaFixture fixture) : IClassFixture<SlaFixture>
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_policy_matches_score_and_channel_and_counts_business_time_and_history_warns_nobody()
    {
        await fixture.Put("calendars/berlin", new
        {
            name = "Berlin",
            timeZone = "Europe/Berlin",
            hours = new[] { "monday", "tuesday", "wednesday", "thursday",
                "friday" }.Select(day => new { day, opens = "09:00:00", closes = "17:00:00" }),
            holidays = new[] { new { date = "2026-01-05", name = "Bridge day" } },
        });
        await fixture.Put("sla-policies/z-rest",
            new { name = "Rest", targetMinutes = 480, position = 9000, calendar = "berlin", channel = "PAID search ", scoreFrom = 70 });
        await fixture.Put("sla-policies/hot",
            new { name = "Hot", targetMinutes = 120, position = 1, calendar = "berlin", channel = "paid search", scoreFrom = 70,
                scoreBelow = 80, warnAtPercent = 50 });
        await fixture.Put("sla-policies/hotter", new { name = "Hotter", targetMinutes = 10, position = 0, scoreFrom = 76 });
        await fixture.Put("sla-policies/social", new { name = "Social", targetMinutes = 10, position = 0, channel = "social" });

        // A Friday, 16:30 in Berlin; Monday is a holiday.
        var handoff = await sales.HandOver(at: DateTimeOffset.Parse("2026-01-02T15:30:00Z"));
        var sla = (await fixture.Handoff(handoff.Id)).Sla!;
        Assert.Equal(("hot", "berlin", DateTimeOffset.Parse("2026-01-06T08:30:00Z"), DateTimeOffset.Parse("2026-01-06T09:30:00Z"), true),
            (sla.Policy, sla.Calendar, sla.WarnAt, sla.DueAt, sla.IsHistory));
        Assert.Equal(sla.DueAt, handoff.SlaDueAt);
        Assert.Empty(await fixture.Told(handoff.LeadId, 0));

        // Changing the calendar does not move a running clock.
        await fixture.Put("calendars/berlin",
            new { name = "Berlin", timeZone = "Asia/Kathmandu",
                hours = new[] { new { day = "sunday", opens = "00:00:00", closes = "00:00:00" } } });
        Assert.Equal(sla, (await fixture.Handoff(handoff.Id)).Sla);
        Assert.Equal("calendar-in-use", (await sales.Http.DeleteAsync("/api/sales/v1/calendars/berlin").Refused(409)).Code);
        foreach (var path in new[] { "sla-policies/z-rest", "sla-policies/hot", "sla-policies/hotter", "sla-policies/social",
            "calendars/berlin" })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await sales.Http.DeleteAsync($"/api/sales/v1/{path}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_policy_matches_the_source_of_a_lead()
    {
        await fixture.Put("sla-policies/a-partner",
            new { name = "Partner", targetMinutes = 30, channel = "paid search", source = " Partner.example" });
        await fixture.Put("sla-policies/b-rest", new { name = "Rest", targetMinutes = 90, channel = "paid search" });
        var due = new List<(string?, string?, TimeSpan)>();
        foreach (var source in new[] { "PARTNER.example", "google", null })
        {
            var (lead, qualified) = (Guid.CreateVersion7(), Steps.Qualified(Guid.Empty));
            await sales.Deliver(lead, qualified with { LeadId = lead, Context = qualified.Context with { Source = source } });
            var shown = await fixture.Handoff((await sales.HandoffOf(lead)).Id);
            due.Add((shown.Context.Source, shown.Sla!.Policy, shown.SlaDueAt - shown.HandedOffAt));
        }

        Assert.Equal(
            [("PARTNER.example", "a-partner", TimeSpan.FromMinutes(30)), ("google", "b-rest", TimeSpan.FromMinutes(90)),
                (null, "b-rest", TimeSpan.FromMinutes(90))], due);
        Assert.Equal(["partner.example", null],
            (await sales.Get<SlaPoliciesResponse>("/api/sales/v1/sla-policies")).Items
                .Where(policy => policy.Code is "a-partner" or "b-rest").Select(policy => policy.Source));
        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/a-partner");
        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/b-rest");
    }

    [Theory]
    [InlineData("calendars/bad",
        """{"name":"X","timeZone":"Middle/Earth","hours":[{"day":"monday","opens":"09:00:00","closes":"17:00:00"}]}""", 422,
        "time-zone-unknown")]
    [InlineData("calendars/bad", """{"name":"X","timeZone":"UTC","hours":[{"day":"monday","opens":"17:00:00","closes":"09:00:00"}]}""",
        422, "business-hours-wrong")]
    [InlineData("calendars/bad", """{"name":"X","timeZone":"UTC","hours":[{"day":"monday","opens":"09:00:00","closes":"09:30:00"}]}""",
        422, "business-hours-wrong")]
    [InlineData("calendars/bad",
        """{"name":"X","timeZone":"UTC","hours":[{"day":"monday","opens":"09:00:00","closes":"12:00:00"},"""
            + """{"day":"monday","opens":"11:00:00","closes":"13:00:00"}]}""", 422, "business-hours-wrong")]
    [InlineData("calendars/bad",
        """{"name":"X","timeZone":"UTC","hours":[{"day":"monday","opens":"09:00:00","closes":"17:00:00"}],"holidays":"""
            + """[{"date":"2026-01-01","name":"A"},{"date":"2026-01-01","name":"B"}]}""", 422, "business-hours-wrong")]
    [InlineData("calendars/bad", """{"name":"X","timeZone":"UTC","hours":[]}""", 400, "validation-failed")]
    [InlineData("calendars/bad", """{"name":"X","timeZone":"UTC","hours":[null]}""", 400, "validation-failed")]
    [InlineData("calendars/bad", """{"name":"X","timeZone":"UTC","hours":[{"day":"someday","opens":"09:00:00","closes":"17:00:00"}]}""",
        400, "malformed-request")]
    [InlineData("calendars/Bad_Code",
        """{"name":"X","timeZone":"UTC","hours":[{"day":"monday","opens":"09:00:00","closes":"17:00:00"}]}""", 400, "validation-failed")]
    [InlineData("sla-policies/bad", """{"name":"X","targetMinutes":0}""", 400, "validation-failed")]
    [InlineData("sla-policies/bad", """{"name":"X","targetMinutes":99999999}""", 400, "validation-failed")]
    [InlineData("sla-policies/bad", """{"name":"X","targetMinutes":5,"calendar":"nowhere"}""", 422, "calendar-unknown")]
    [InlineData("sla-policies/bad", """{"name":"X","targetMinutes":5,"scoreFrom":9,"scoreBelow":9}""", 422, "sla-scores-wrong")]
    [InlineData("sla-policies/bad", """{"name":"X","targetMinutes":5,"recycleReason":"whim"}""", 422, "reason-not-on-list")]
    [InlineData("sla-policies/bad", """{"name":"X","targetMinutes":5,"escalateToId":"00000000-0000-0000-0000-000000000001"}""", 422,
        "escalation-not-found")]
    public async Task A_wrong_calendar_or_policy_is_refused(string path, string json, int status, string code)
    {
        var sent = sales.Http.PutAsync($"/api/sales/v1/{path}", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(code, (await sent.Refused(status)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await sales.Http.GetAsync($"/api/sales/v1/{path.ToLowerInvariant()}")).StatusCode);
    }
}
