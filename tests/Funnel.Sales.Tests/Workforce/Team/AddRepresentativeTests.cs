using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class AddRepresentativeTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/representatives";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Adding_the_same_person_again_answers_the_same_person()
    {
        var (email, externalId) = ($"{Steps.New("Dana")}@sales.example", Steps.New("rep"));
        var first = await sales.Post<RepresentativeResponse>(Path, new { name = "Dana", email, externalId, active = false });
        Assert.Equal(email.ToLowerInvariant(), first.Email);
        Assert.Equal(first, await sales.Post<RepresentativeResponse>(Path, new { name = "Dana D.", email = email.ToUpperInvariant() }));
        Assert.Equal(first,
            await sales.Post<RepresentativeResponse>(Path,
                new { name = "Dana", email = $"{Steps.New("other")}@sales.example", externalId }));

        var other = await sales.Hire("Eve", active: false);
        Assert.Equal("representative-ambiguous",
            (await sales.Post(Path, new { name = "Eve", email = other.Email, externalId }).Refused(409)).Code);
    }

    [Fact]
    public async Task Twenty_callers_who_add_the_same_person_at_once_make_one_representative()
    {
        var email = $"{Steps.New("Finn")}@sales.example";
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(_ => sales.Post<RepresentativeResponse>(Path, new { name = "Finn", email, active = false })));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
    }

    [Fact]
    public async Task Activating_and_deactivating_can_be_repeated()
    {
        var person = await sales.Hire("Gina", active: false);
        Assert.False((await sales.Post<RepresentativeResponse>($"{Path}/{person.Id}/deactivate", new { })).IsActive);
        var list = await sales.Get<RepresentativesResponse>(Path);
        Assert.Contains(person, list.Items);
        Assert.Equal("representative-not-found", (await sales.Post($"{Path}/{Guid.CreateVersion7()}/activate", new { }).Refused(404)).Code);
    }
}
