using System.Net;
using Funnel.Sales.Surveys;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Surveys;

public sealed class SurveysEndpointsTests(SalesFixture fixture) : IDisposable
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;
    private readonly HttpClient anybody = fixture.Service.As(null);

    public void Dispose() => anybody.Dispose();

    [Fact]
    public async Task A_survey_is_answered_once_with_the_link_and_without_an_access_token()
    {
        var (customer, sent) = await Send();
        using (var page = await anybody.GetAsync(sent.Link.AbsolutePath))
        {
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
            Assert.StartsWith("default-src 'none'; style-src 'sha256-", page.Headers.GetValues("Content-Security-Policy").Single());
            Assert.DoesNotContain("script", await page.Content.ReadAsStringAsync());
        }

        // Opening the page is not an answer.
        Assert.Null(Assert.Single((await Surveys(customer)).Items).AnsweredAt);

        using (var answer = await anybody.PostAsync($"{sent.Link.AbsolutePath}/form", Form("9", "Good <people>")))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("Thank you", await answer.Content.ReadAsStringAsync());
        }

        var shown = Assert.Single((await Surveys(customer)).Items);
        Assert.Equal((9, "Good <people>"), (shown.Score!.Value, shown.Comment));
        await ShowsPage(anybody.PostAsync($"{sent.Link.AbsolutePath}/form", Form("0", "")), 409, "already answered");
        Assert.Equal("survey-already-answered",
            (await anybody.PostAsync(sent.Link.AbsolutePath, Json("""{"score":0}""")).Refused(409)).Code);
        await ShowsPage(anybody.GetAsync(sent.Link.AbsolutePath), 409, "already answered");
        Assert.Equal(shown, Assert.Single((await Surveys(customer)).Items));
        Assert.Equal((1, 9), ((await sales.Customer(customer.Id)).Surveys, (await sales.Customer(customer.Id)).LatestScore!.Value));
    }

    [Fact]
    public async Task Of_twenty_simultaneous_answers_one_counts()
    {
        var (_, sent) = await Send();
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(number => anybody.PostAsync(sent.Link.AbsolutePath, Json($"{{\"score\":{number % 11}}}"))));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.NoContent),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
    }

    [Fact]
    public async Task A_link_with_any_changed_character_is_not_valid()
    {
        var (customer, sent) = await Send();
        var token = sent.Link.Segments[^1];
        Assert.Equal(SurveyLinks.TokenLength, token.Length);
        for (var at = 0; at < token.Length; at++)
        {
            var changed = $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
            Assert.Equal("survey-link-invalid",
                (await anybody.PostAsync($"{SurveyLinks.Path}/{changed}", Json("""{"score":0}""")).Refused(404)).Code);
        }

        foreach (var odd in new[] { token[1..], "x", "%20", new string('A', SurveyLinks.TokenLength), token[..^1] + "=", token + "more" })
        {
            await ShowsPage(anybody.GetAsync($"{SurveyLinks.Path}/{odd}"), 404, "link is not valid");
            await ShowsPage(anybody.PostAsync($"{SurveyLinks.Path}/{odd}/form", Form("9", "")), 404, "link is not valid");
        }

        Assert.Null(Assert.Single((await Surveys(customer)).Items).AnsweredAt);
        // The link contains neither the person nor the account.
        Assert.DoesNotContain(customer.AccountId.ToString("N"), sent.Link.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@", sent.Link.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_expires_after_its_days()
    {
        await using var later = await SalesFixture.Start();
        var (_, sent) = await Send(later, days: 2);
        using var http = later.As(null);
        later.Clock.Advance(TimeSpan.FromDays(2));
        await ShowsPage(http.GetAsync(sent.Link.AbsolutePath), 410, "has expired");
        await ShowsPage(http.PostAsync($"{sent.Link.AbsolutePath}/form", Form("9", "")), 410, "has expired");
        Assert.Equal("survey-expired", (await http.PostAsync(sent.Link.AbsolutePath, Json("""{"score":10}""")).Refused(410)).Code);
    }

    [Fact]
    public async Task The_page_escapes_the_name_of_the_account()
    {
        var (_, sent) = await Send(name: Steps.New("<script>alert(1)</script>\"'&"));
        var page = await anybody.GetStringAsync(sent.Link.AbsolutePath);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"score":11}""", 400, "validation-failed")]
    [InlineData("""{"score":-1}""", 400, "validation-failed")]
    [InlineData("""{"score":9.5}""", 400, "malformed-request")]
    [InlineData("{}", 400, "malformed-request")]
    [InlineData("""{"score":9,"customerId":"00000000-0000-0000-0000-000000000001"}""", 400, "malformed-request")]
    public async Task A_wrong_answer_is_refused_and_the_link_stays_valid(string json, int status, string code)
    {
        var (customer, sent) = await Send();
        Assert.Equal(code, (await anybody.PostAsync(sent.Link.AbsolutePath, Json(json)).Refused(status)).Code);
        foreach (var score in new[] { "11", "-1", "9.5", "nine", "" })
        {
            await ShowsPage(anybody.PostAsync($"{sent.Link.AbsolutePath}/form", Form(score, "")), 422, "has no score");
        }

        using var nothing = new FormUrlEncodedContent([]);
        await ShowsPage(anybody.PostAsync($"{sent.Link.AbsolutePath}/form", nothing), 422, "has no score");
        await ShowsPage(anybody.PostAsync($"{sent.Link.AbsolutePath}/form", Form("9", new string('x', 2001))), 422, "too long");
        await ShowsPage(anybody.PostAsync($"{sent.Link.AbsolutePath}/form", Form("9", "a\0b")), 422, "<h1>");
        Assert.Null(Assert.Single((await Surveys(customer)).Items).AnsweredAt);
    }

    [Fact]
    public async Task The_score_is_promoters_minus_detractors_of_the_answers_in_the_period()
    {
        await using var own = await SalesFixture.Start();
        var today = DateOnly.FromDateTime(own.Clock.GetUtcNow().UtcDateTime);
        var period = $"from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}";
        Assert.Null((await own.Get<NetPromoterScoreResponse>($"/api/sales/v1/surveys/score?{period}")).Score);
        foreach (var score in new int?[] { 10, 9, 9, 8, 7, 6, 0, null })
        {
            var (_, sent) = await Send(own);
            if (score is not null)
            {
                await own.Http.PostAsync(sent.Link.AbsolutePath, Json($"{{\"score\":{score}}}"));
            }
        }

        var told = await own.Get<NetPromoterScoreResponse>($"/api/sales/v1/surveys/score?{period}");
        Assert.Equal((7, 3, 2, 2, 14.29m), (told.Answers, told.Promoters, told.Passives, told.Detractors, told.Score!.Value));
        Assert.Equal(0, (await own.Get<NetPromoterScoreResponse>("/api/sales/v1/surveys/score?from=2020-01-01&to=2020-12-31")).Answers);
        Assert.Equal("survey-period-upside-down",
            (await own.Http.GetAsync("/api/sales/v1/surveys/score?from=2020-01-02&to=2020-01-01").Refused(422)).Code);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(8, false)]
    public async Task A_promoter_becomes_an_evangelist_when_the_answer_is_followed_up(int score, bool evangelist)
    {
        var (customer, sent) = await Send();
        var act = $"/api/sales/v1/surveys/{sent.Id}/act";
        Assert.Equal("survey-not-answered", (await sales.Post(act, new { note = "called" }).Refused(409)).Code);
        await anybody.PostAsync(sent.Link.AbsolutePath, Json($"{{\"score\":{score}}}"));
        Assert.Null((await sales.Customer(customer.Id)).EvangelistSince);
        Assert.Equal("called", (await sales.Post<SurveyResponse>(act, new { note = "called" })).ActedOnNote);
        Assert.Equal(evangelist, (await sales.Customer(customer.Id)).EvangelistSince is not null);
        Assert.Equal(evangelist,
            (await sales.Get<Page<CustomerSummary>>(
                $"{CustomerSteps.Path}?evangelist=true&accountId={customer.AccountId}")).Items.Count == 1);
    }

    [Fact]
    public async Task Only_contacts_of_the_customers_account_are_asked()
    {
        var customer = await sales.Win();
        Assert.Equal("contact-not-at-customer",
            (await sales.Post($"{CustomerSteps.Path}/{customer.Id}/surveys", new { contactId = Guid.CreateVersion7() }).Refused(422)).Code);
        Assert.Equal("customer-not-found",
            (await sales.Post($"{CustomerSteps.Path}/{Guid.CreateVersion7()}/surveys", new { contactId = Guid.CreateVersion7() })
                .Refused(404)).Code);
    }

    /// <summary>A person who opens the link or sends the form sees a page in every case.</summary>
    private static async Task ShowsPage(Task<HttpResponseMessage> request, int status, string text)
    {
        using var answer = await request;
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
    }

    private Task<Page<SurveyResponse>> Surveys(CustomerSummary customer) =>
        sales.Get<Page<SurveyResponse>>($"/api/sales/v1/surveys?customerId={customer.Id}");

    private Task<(CustomerSummary Customer, SentSurveyResponse Sent)> Send(string? name = null) => Send(sales, name);

    /// <summary>Wins a lead as a customer and sends a survey to its contact.</summary>
    private static async Task<(CustomerSummary Customer, SentSurveyResponse Sent)> Send(ServiceUnderTest<Program, SalesDb> sales,
        string? name = null, int? days = null)
    {
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        var made =
            await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert",
                Steps.Conversion(name ?? Steps.New("asked"), unassigned: true));
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{made.OpportunityId}/win", new { reason = "price" });
        var customer = await sales.CustomerOf(made.AccountId);
        return (customer,
            await sales.Post<SentSurveyResponse>($"{CustomerSteps.Path}/{customer.Id}/surveys", new { contactId = made.ContactId, days }));
    }

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static FormUrlEncodedContent Form(string score, string comment) =>
        new(new Dictionary<string, string> { ["score"] = score, ["comment"] = comment });
}
