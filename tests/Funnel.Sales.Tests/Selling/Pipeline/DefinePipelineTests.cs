using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class DefinePipelineTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/pipelines";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_new_pipeline_has_its_own_stages_and_opportunities_move_through_them()
    {
        var code = Steps.New("partners");
        using var made = await Define(code, "Partners", Stage("referral", 0.3m), Stage("trial", 0.6m, "bestCase"), Won, Lost);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"{Path}/{code}", made.Headers.Location!.ToString());

        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Deal(code));
        Assert.Equal(("referral", 0.3m, ForecastCategory.Pipeline), (deal.Stage, deal.Probability, deal.ForecastCategory));
        var moved = await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "trial" });
        Assert.Equal(("trial", ForecastCategory.BestCase), (moved.Stage, moved.ForecastCategory));
        var won = await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price" });
        Assert.Equal(("signed", 1m, ForecastCategory.Closed), (won.Stage, won.Probability, won.ForecastCategory));
    }

    [Fact]
    public async Task A_stage_that_is_left_out_is_retired_keeps_its_opportunities_and_accepts_no_new_ones()
    {
        var code = Steps.New("shrinking");
        await Define(code, "Shrinking", Stage("first", 0.1m), Stage("second", 0.5m), Won, Lost);
        var inSecond = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Deal(code, "second"));
        var inFirst = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Deal(code));

        var changed = await Read(await Define(code, "Shrunk", Stage("first", 0.2m), Won, Lost));
        Assert.Equal(("Shrunk", "second"), (changed.Name, Assert.Single(changed.Stages, stage => stage.RetiredAt is not null).Code));
        Assert.Equal("stage-retired",
            (await sales.Post($"/api/sales/v1/opportunities/{inFirst.Id}/stage", new { stage = "second" }).Refused(422)).Code);
        Assert.Equal("stage-retired", (await sales.Post("/api/sales/v1/opportunities", Deal(code, "second")).Refused(422)).Code);

        var kept = await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{inSecond.Id}");
        Assert.Equal(("second", 0.5m), (kept.Stage, kept.Probability));
        Assert.Equal(0.2m,
            (await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{inSecond.Id}/stage", new { stage = "first" })).Probability);

        var back = await Read(await Define(code, "Shrunk", Stage("second", 0.4m), Stage("first", 0.2m), Won, Lost));
        Assert.Equal(["second", "first", "signed", "gone"], back.Stages.Select(stage => stage.Code));
        Assert.All(back.Stages, stage => Assert.Null(stage.RetiredAt));
    }

    [Theory]
    [InlineData("""[{"code":"a","name":"A","probability":0.5,"forecastCategory":"pipeline"}]""", 422, "pipeline-outcomes-wrong")]
    [InlineData("""[{"code":"w","name":"W","probability":1,"forecastCategory":"closed","kind":"won"},"""
        + """{"code":"l","name":"L","probability":0,"forecastCategory":"omitted","kind":"lost"}]""", 422, "pipeline-outcomes-wrong")]
    [InlineData("""[A,W,W2,L]""", 422, "pipeline-outcomes-wrong")]
    [InlineData("""[A,W,L,L2]""", 422, "pipeline-outcomes-wrong")]
    [InlineData("""[A,A,W,L]""", 422, "stage-named-twice")]
    [InlineData("""[{"code":"a","name":"A","probability":1.5,"forecastCategory":"pipeline"},W,L]""", 422, "stage-probability-wrong")]
    [InlineData("""[{"code":"a","name":"A","probability":-0.1,"forecastCategory":"pipeline"},W,L]""", 422, "stage-probability-wrong")]
    [InlineData("""[{"code":"a","name":"A","probability":0.12345,"forecastCategory":"pipeline"},W,L]""", 422, "stage-probability-wrong")]
    [InlineData("""[{"code":"a","name":"A","probability":0.5,"forecastCategory":"closed"},W,L]""", 422, "stage-forecast-wrong")]
    [InlineData("""[{"code":"a","name":"A","probability":0.5,"forecastCategory":"surely"},W,L]""", 400, "malformed-request")]
    [InlineData("""[{"code":"Not Kebab","name":"A","probability":0.5,"forecastCategory":"pipeline"},W,L]""", 400, "validation-failed")]
    [InlineData("""[null,W,L]""", 400, "validation-failed")]
    [InlineData("""[]""", 400, "validation-failed")]
    public async Task An_invalid_pipeline_is_refused_and_not_saved(string stages, int status, string refusal)
    {
        var json =
            stages.Replace("W2", """{"code":"w2","name":"W","probability":1,"forecastCategory":"closed","kind":"won"}""",
                StringComparison.Ordinal)
            .Replace("L2", """{"code":"l2","name":"L","probability":0,"forecastCategory":"omitted","kind":"lost"}""",
                StringComparison.Ordinal)
            .Replace("A,", """{"code":"a","name":"A","probability":0.5,"forecastCategory":"pipeline"},""", StringComparison.Ordinal)
            .Replace("W,", """{"code":"w","name":"W","probability":1,"forecastCategory":"closed","kind":"won"},""",
                StringComparison.Ordinal)
            .Replace("L]", """{"code":"l","name":"L","probability":0,"forecastCategory":"omitted","kind":"lost"}]""",
                StringComparison.Ordinal)
            .Replace("L,", """{"code":"l","name":"L","probability":0,"forecastCategory":"omitted","kind":"lost"},""",
                StringComparison.Ordinal);
        var code = Steps.New("wrong");
        Assert.Equal(refusal, (await Put(code, $$"""{"name":"Wrong","stages":{{json}}}""").Refused(status)).Code);
        Assert.Equal("pipeline-not-found", (await sales.Http.GetAsync($"{Path}/{code}").Refused(404)).Code);
    }

    [Fact]
    public async Task The_kind_of_a_stage_cannot_change_and_a_stale_version_changes_nothing()
    {
        var code = Steps.New("kinds");
        using var made = await Define(code, "Kinds", Stage("a", 0.1m), Won, Lost);
        var read = (await sales.Http.GetAsync($"{Path}/{code}")).Headers.ETag!.ToString();
        Assert.Equal("stage-kind-fixed",
            (await Define(code, "Kinds", Stage("signed", 0.1m), Stage("a", 1, "closed", "won"), Lost).Refused(422)).Code);
        (await Define(code, "Other", Stage("a", 0.1m), Won, Lost)).EnsureSuccessStatusCode();
        Assert.Equal("precondition-failed",
            (await Put(code, JsonSerializer.Serialize(Definition("Third", [Stage("a", 0.1m), Won, Lost])), read).Refused(412)).Code);
        Assert.Equal("Other", (await sales.Get<PipelineResponse>($"{Path}/{code}")).Name);
    }

    private static object Won => Stage("signed", 1, "closed", "won");

    private static object Lost => Stage("gone", 0, "omitted", "lost");

    private static object Stage(string code, decimal probability, string forecastCategory = "pipeline", string kind = "open") =>
        new { code, name = code, probability, forecastCategory, kind };

    private static object Definition(string name, object[] stages) => new { name, stages };

    private static object Deal(string pipeline, string? stage = null) => new
    {
        account = new { name = Steps.New("account") }, name = "Deal", amount = 100, currency = "EUR", expectedCloseDate = "2027-12-31",
        pipeline, stage,
        unassigned = true,
    };

    private Task<HttpResponseMessage> Define(string code, string name, params object[] stages) =>
        Put(code, JsonSerializer.Serialize(Definition(name, stages)));

    private Task<HttpResponseMessage> Put(string code, string json, string? ifMatch = null)
    {
        var request =
            new HttpRequestMessage(HttpMethod.Put,
                $"{Path}/{code}") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch is null ? [] : [ifMatch]);
        return sales.Http.SendAsync(request);
    }

    private static async Task<PipelineResponse> Read(HttpResponseMessage answer) =>
        (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<PipelineResponse>(ServiceUnderTest<Program, SalesDb>.Json))!;
}
