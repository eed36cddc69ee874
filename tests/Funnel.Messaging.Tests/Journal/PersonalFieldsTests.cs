using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Funnel.Contracts.Marketing;
using Funnel.Testing;

namespace Funnel.Messaging.Tests;

public sealed class PersonalFieldsTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private const string Email = "ada@example.com";
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task The_journal_shows_personal_fields_only_with_the_permission()
    {
        var lead = await service.Qualify(1);
        foreach (var (permissions, sees) in new[] { (new[] { "events.read" }, false), (["events.read", "operations"], false),
            (["events.read", "events.personal"], true) })
        {
            var context = await Context(permissions, lead);
            Assert.Equal(sees ? Email : PersonalFields.Hidden, (string?)context["email"]);
            Assert.Equal(sees ? "Ada" : PersonalFields.Hidden, (string?)context["fullName"]);
            Assert.False(context.ContainsKey("phone"));
        }

        foreach (var role in new[] { "operator", "integrator" })
        {
            using var http = As((await TokenIssuer.Get()).TokenOf(role));
            Assert.DoesNotContain(Email, await http.GetStringAsync("/api/marketing/v1/events?limit=1000"));
        }
    }

    [Fact]
    public async Task A_dead_letter_shows_an_operator_no_personal_field_and_no_body_that_is_not_an_event()
    {
        var lead = await service.Lead();
        var poison = Facts.Envelope(Facts.Qualified(lead, WhenLeadQualified.Poison), lead);
        await service.Deliver(poison);
        var dead = await service.Dead(poison.Id.ToString());
        using var http = As((await TokenIssuer.Get()).TokenOf("operator"));
        var shown = await http.GetFromJsonAsync<DeadLetterResponse>($"/api/marketing/v1/dead-letters/{dead.Id}");
        var read = Assert.IsType<LeadQualified>(CloudEventJson.Read(shown!.Event!.Value).Data);
        Assert.Equal((PersonalFields.Hidden, lead, WhenLeadQualified.Poison), (read.Context.Email, read.LeadId, read.Cycle));
    }

    [Theory]
    [InlineData("not json ada@example.com")]
    [InlineData("[\"ada@example.com\"]")]
    [InlineData("{\"type\":1,\"data\":{\"email\":\"ada@example.com\"}}")]
    [InlineData("{\"type\":\"a.later.event.v1\",\"data\":{\"email\":\"ada@example.com\"}}")]
    [InlineData("{\"type\":\"marketing.contact.captured.v1\",\"data\":\"ada@example.com\"}")]
    public void Text_that_is_no_known_event_shows_no_data(string text) => Assert.DoesNotContain(Email, PersonalFields.Hide(text));

    /// <summary>Waits for the event, because an open transaction in any database of the server delays what the journal shows.</summary>
    private async Task<JsonObject> Context(string[] permissions, Guid lead)
    {
        using var http = As((await TokenIssuer.Get()).TokenFor(permissions));
        return (await Eventually.Get(() => Find(http, lead), found => found is not null))!;
    }

    private static async Task<JsonObject?> Find(HttpClient http, Guid lead)
    {
        JsonNode page;
        var after = "";
        do
        {
            page = JsonNode.Parse(await http.GetStringAsync($"/api/marketing/v1/events?limit=1000{after}"))!;
            if (page["events"]!.AsArray().FirstOrDefault(found => (string?)found!["subject"] == lead.ToString()) is { } found)
            {
                return found["data"]!["context"]!.AsObject();
            }

            after = $"&after={page["next"]}";
        }
        while ((bool)page["more"]!);
        return null;
    }

    private HttpClient As(string token)
    {
        var http = new HttpClient { BaseAddress = service.Http.BaseAddress, Timeout = Patience.Request };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }
}
