using Funnel.Sales.HandOvers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.HandOvers;

public sealed class DeactivateRepresentativeTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Deactivating_a_representative_says_what_is_open_and_how_to_hand_it_over()
    {
        var person = await sales.Hire("Leaver", active: false);
        var path = $"/api/sales/v1/representatives/{person.Id}/deactivate";
        var free = await sales.Post<DeactivatedResponse>(path, new { });
        Assert.Equal((0, null, false), (free.OpenWork.Total, free.NextStep, free.IsActive));

        await sales.OpenAccount(new { name = Steps.New("account"), ownerId = person.Id });
        var busy = await sales.Post<DeactivatedResponse>(path, new { });
        Assert.Equal(new OpenWorkResponse(1, 0, 0, 0, 0), busy.OpenWork);
        Assert.Contains($"/api/sales/v1/representatives/{person.Id}/hand-over", busy.NextStep, StringComparison.Ordinal);
    }
}
