using Funnel.Testing;

namespace Funnel.Sales.Tests;

internal static class RoutingSteps
{
    public static async Task<HandoffSummary> Lead(this ServiceUnderTest<Program, SalesDb> sales, string? email = null,
        string? company = null, string? country = null, string? channel = null)
    {
        var lead = Guid.CreateVersion7();
        var qualified = Steps.Qualified(lead);
        await sales.Deliver(lead,
            qualified
            with { Context =
                qualified.Context with { Email = email, Phone = null, Company = company, Country = country, Channel = channel } });
        return await sales.HandoffOf(lead);
    }

    public static Task<HandoffResponse> Shown(this ServiceUnderTest<Program, SalesDb> sales, HandoffSummary handoff) =>
        sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}");

    public static async Task GoesTo(this ServiceUnderTest<Program, SalesDb> sales, RepresentativeResponse? expected, string why,
        HandoffSummary handoff)
    {
        var shown = await sales.Shown(handoff);
        Assert.StartsWith(why, shown.Explanation);
        Assert.True(expected is null || expected.Id == shown.RepresentativeId, shown.Explanation);
    }

    public static Task<AbsenceResponse> Away(this ServiceUnderTest<Program, SalesDb> sales, RepresentativeResponse member, TimeSpan time) =>
        sales.Post<AbsenceResponse>($"/api/sales/v1/representatives/{member.Id}/absences",
            new { until = sales.Clock.GetUtcNow() + time });

    public static Task<TerritoryResponse> Territory(this ServiceUnderTest<Program, SalesDb> sales, string code, object body) =>
        sales.Put<TerritoryResponse>($"/api/sales/v1/territories/{code}", body);

    /// <summary>Waits until this number of handoffs is in the queue.</summary>
    public static Task<long> Queued(this ServiceUnderTest<Program, SalesDb> sales, int count) => Eventually.Get(
        () => sales.Count("handoffs where status = 'Pending' and representative_id is null"), found => found == count);
}
