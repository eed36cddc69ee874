using Funnel.Sales.Referrals;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Referrals;

public sealed class AddReviewTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_review_makes_the_customer_an_evangelist_from_the_earliest_review_on()
    {
        var customer = await sales.Win();
        var vera = await sales.AddContact(customer.AccountId);
        Assert.Null((await sales.Customer(customer.Id)).EvangelistSince);
        var (later, earlier) = (Body("2026-03-02", vera.Id), Body("2026-03-01"));
        var review = await Add(customer, later);
        Assert.Equal((customer.Id, vera.Id, "G2", new DateOnly(2026, 3, 2)),
            (review.CustomerId, review.ContactId!.Value, review.Site, review.PublishedOn));
        Assert.Equal((1, DateTimeOffset.Parse("2026-03-02T00:00:00Z")), await Known());
        Assert.Equal(review, await Add(customer, later));
        var other = await Add(customer, earlier);
        Assert.Equal((2, DateTimeOffset.Parse("2026-03-01T00:00:00Z")), await Known());
        Assert.Equal([other, review], (await sales.Get<Page<ReviewResponse>>($"/api/sales/v1/reviews?customerId={customer.Id}")).Items);
        Assert.Contains(
            (await sales.Get<Page<CustomerSummary>>($"{CustomerSteps.Path}?accountId={customer.AccountId}&evangelist=true")).Items,
            found => found.Id == customer.Id);

        async Task<(int, DateTimeOffset?)> Known()
        {
            var shown = await sales.Customer(customer.Id);
            return (shown.Reviews, shown.EvangelistSince);
        }
    }

    [Fact]
    public async Task A_review_belongs_to_one_customer()
    {
        var (one, other, body) = (await sales.Win(), await sales.Win(), Body("2026-03-02"));
        await Add(one, body);
        Assert.Equal("review-of-another-customer", (await sales.Post($"{CustomerSteps.Path}/{other.Id}/reviews", body).Refused(409)).Code);
        Assert.Null((await sales.Customer(other.Id)).EvangelistSince);
        Assert.Equal("customer-not-found",
            (await sales.Post($"{CustomerSteps.Path}/{Guid.CreateVersion7()}/reviews", Body("2026-03-02")).Refused(404)).Code);
    }

    [Theory]
    [InlineData("""{"site":"G2","link":"https://g2.example/1"}""", 400, "malformed-request")]
    [InlineData("""{"site":" ","link":"https://g2.example/1","publishedOn":"2026-03-02"}""", 400, "validation-failed")]
    [InlineData("""{"site":"G2","link":"ftp://g2.example/1","publishedOn":"2026-03-02"}""", 422, "review-link-not-valid")]
    [InlineData("""{"site":"G2","link":"g2","publishedOn":"2026-03-02"}""", 422, "review-link-not-valid")]
    [InlineData("""{"site":"G2","link":"https://g2.example/1","publishedOn":"1989-12-31"}""", 422, "review-day-out-of-range")]
    [InlineData("""{"site":"G2","link":"https://g2.example/1","publishedOn":"9999-12-31"}""", 422, "review-day-out-of-range")]
    [InlineData("""{"site":"G2","link":"https://g2.example/1","publishedOn":"2026-03-02","contactId":"""
        + """ "00000000-0000-0000-0000-000000000001"}""", 422, "record-not-found")]
    public async Task A_wrong_review_is_refused(string json, int status, string code)
    {
        var customer = await sales.Win();
        Assert.Equal(code, (await sales.PostRaw($"{CustomerSteps.Path}/{customer.Id}/reviews", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"reviews where customer_id = '{customer.Id}'"));
        Assert.Null((await sales.Customer(customer.Id)).EvangelistSince);
    }

    private static object Body(string publishedOn, Guid? contactId = null) =>
        new { site = "G2", link = $"https://g2.example/{Guid.CreateVersion7()}", publishedOn, contactId };

    private Task<ReviewResponse> Add(CustomerSummary customer, object body) =>
        sales.Post<ReviewResponse>($"{CustomerSteps.Path}/{customer.Id}/reviews", body);
}
