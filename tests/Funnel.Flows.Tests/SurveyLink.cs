using Funnel.Demo;

namespace Funnel.Flows.Tests;

/// <summary>A signed link, which works without signing in, so no log or trace may contain it.</summary>
internal static class SurveyLink
{
    /// <summary>The path of a survey that a customer can answer without signing in.</summary>
    public static async Task<string> Create(Gateway gateway)
    {
        var owner = await gateway.Post("/api/sales/v1/representatives",
            new { name = "Ines Link", email = $"{Guid.CreateVersion7():N}@funnel.example" });
        var won = await gateway.Post("/api/sales/v1/opportunities", new
        {
            account = new { name = $"Signed {Guid.CreateVersion7()}" }, name = "Asked", amount = 100, currency = "EUR",
            expectedCloseDate = "2026-01-31", outcome = "won", reason = "best-fit", ownerId = owner.GetProperty("id").GetString(),
            contact = new { fullName = "Bo Answer", email = $"{Guid.CreateVersion7():N}@signed.example" },
        });
        var deal = await gateway.Get($"/api/sales/v1/opportunities/{won.GetProperty("id").GetString()}");
        var customers = await gateway.Await($"/api/sales/v1/customers?accountId={deal.GetProperty("accountId").GetString()}",
            found => found.GetProperty("items").GetArrayLength() == 1);
        var survey = await gateway.Post($"/api/sales/v1/customers/{customers.GetProperty("items")[0].GetProperty("id").GetString()}"
            + "/surveys", new { contactId = deal.GetProperty("contactId").GetString() });
        return new Uri(survey.GetProperty("link").GetString()!).AbsolutePath;
    }
}
