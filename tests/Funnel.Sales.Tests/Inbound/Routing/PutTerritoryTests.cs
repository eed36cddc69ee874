using System.Net;

namespace Funnel.Sales.Tests;

public sealed class PutTerritoryTests(SalesFixture fixture)
{
    [Theory]
    [InlineData("territories/bad", """{"name":"X"}""", 422, "territory-without-people")]
    [InlineData("territories/bad", """{"name":"X","representativeIds":["00000000-0000-0000-0000-000000000001"]}""", 422,
        "territory-people-unknown")]
    [InlineData("territories/bad", """{"name":"X","teamId":"00000000-0000-0000-0000-000000000001"}""", 422, "territory-people-unknown")]
    [InlineData("territories/bad", """{"name":"X","employeesFrom":5,"employeesBelow":5,"teamId":"00000000-0000-0000-0000-000000000001"}""",
        422, "territory-size-wrong")]
    [InlineData("territories/bad",
        """{"name":"X","validFrom":"2026-01-02T00:00:00Z","validUntil":"2026-01-02T00:00:00Z","teamId":"""
            + """ "00000000-0000-0000-0000-000000000001"}""", 422, "territory-never-valid")]
    [InlineData("territories/bad", """{"name":"X","industries":[" "]}""", 400, "validation-failed")]
    [InlineData("territories/bad", """{"name":"X","countries":["Germany"]}""", 400, "validation-failed")]
    [InlineData("territories/bad", """{"name":"X","channels":[null]}""", 400, "validation-failed")]
    public async Task A_wrong_territory_is_refused(string path, string json, int status, string code)
    {
        var sales = fixture.Service;
        var sent = sales.Http.PutAsync($"/api/sales/v1/{path}", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(code, (await sent.Refused(status)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await sales.Http.GetAsync($"/api/sales/v1/{path}")).StatusCode);
    }
}
