using System.Net;
using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Tests.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Decisions of signed-in users and of API clients.</summary>
public sealed class DecisionMakerTests(TwoTeams world)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = world.Service;

    [Fact]
    public async Task A_representative_who_accepts_from_the_queue_owns_the_lead_and_its_opportunity()
    {
        var handoff = await sales.HandOver();
        Assert.Null(handoff.RepresentativeId);
        using var nils = world.As("Nils", "sales");
        using var accepted = await nils.PostAsJsonAsync(Path(handoff, "accept"), new { note = "Mine." });
        Assert.Equal("Nils", (await accepted.Content.ReadFromJsonAsync<HandoffDecisionResponse>(Json))!.DecidedBy);

        var shown = await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}");
        Assert.Equal((world["Nils"].Id, "Nils took the handoff from the queue."), (shown.RepresentativeId!.Value, shown.Explanation));
        var facts = await sales.Published(handoff.Id);
        facts.WithoutGaps();
        Assert.Equal([typeof(LeadAssigned), typeof(LeadAssigned), typeof(LeadAccepted)], facts.Select(fact => fact.Data!.GetType()));
        Assert.Equal((world["Nils"].Id, "Nils"),
            (((LeadAssigned)facts[1].Data!).RepresentativeId, ((LeadAccepted)facts[2].Data!).DecidedBy));

        // Sven no longer sees the handoff of Nils. The refusal still tells him who decided and when.
        using var sven = world.As("Sven", "sales");
        Assert.Equal(HttpStatusCode.NotFound, (await sven.GetAsync($"/api/sales/v1/handoffs/{handoff.Id}")).StatusCode);
        var (code, detail) = await sven.PostAsJsonAsync(Path(handoff, "accept"), new { }).Refused(409);
        Assert.Equal("handoff-already-decided", code);
        Assert.StartsWith("Nils accepted the handoff at ", detail);

        using var converted = await nils.PostAsJsonAsync(Path(handoff, "convert"), Steps.Conversion(Steps.New("Buyer")));
        var made = (await converted.Content.ReadFromJsonAsync<ConvertHandoffResponse>(Json))!;
        Assert.Equal(world["Nils"].Id, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{made.OpportunityId}")).OwnerId);
    }

    [Fact]
    public async Task A_signed_in_user_decides_in_the_own_name_and_an_API_client_names_the_person()
    {
        var (one, two, three) = (await sales.HandOver(), await sales.HandOver(), await sales.HandOver());
        using var nils = world.As("Nils", "sales");
        foreach (var (action, body) in new (string, object)[] { ("accept", new { decidedBy = "Sven" }),
            ("reject", new { decidedBy = "Sven", reason = "spam" }), ("recycle", new { decidedBy = "Sven", reason = "timing" }) })
        {
            Assert.Equal(
                ("decider-is-another",
                    "`decidedBy` is 'Sven', but Nils is signed in. Leave `decidedBy` out, or give the name of Nils."),
                await nils.PostAsJsonAsync(Path(one, action), body).Refused(422));
        }

        using var answer = await nils.PostAsJsonAsync("/api/sales/v1/handoffs/decisions/batch", new
        {
            items = new object[]
            {
                new { decision = "accept", decidedBy = "Sven", handoffId = one.Id },
                new { decision = "accept", handoffId = two.Id },
                new { decision = "reject", decidedBy = "nils", reason = "spam", handoffId = three.Id },
            },
        });
        Assert.Equal(["decider-is-another", null, null],
            (await answer.Content.ReadFromJsonAsync<BulkResponse>(Json))!.Results.Select(result => result.Code));
        Assert.Equal((HandoffStatus.Pending, null), await Now(one));
        Assert.Equal((HandoffStatus.Accepted, world["Nils"].Id), await Now(two));
        // A representative who rejects a queued lead does not own it.
        Assert.Equal((HandoffStatus.Rejected, null), await Now(three));
        Assert.Equal("Nils", (await sales.HandoffOf(three.LeadId)).DecidedBy);

        Assert.Equal("decider-not-named", (await sales.Post(Path(one, "accept"), new { }).Refused(422)).Code);
        await sales.Accept(one.Id, by: "Zoe");
        Assert.Equal((HandoffStatus.Accepted, null), await Now(one));
    }

    [Fact]
    public async Task A_user_who_is_no_representative_accepts_in_the_own_name_and_owns_nothing()
    {
        var handoff = await sales.HandOver();
        using var stranger = world.As("nobody of Sales", "sales");
        using var accepted = await stranger.PostAsJsonAsync(Path(handoff, "accept"), new { });
        Assert.Equal("Test Person", (await accepted.Content.ReadFromJsonAsync<HandoffDecisionResponse>(Json))!.DecidedBy);
        Assert.Equal((HandoffStatus.Accepted, null), await Now(handoff));
    }

    [Fact]
    public async Task Of_people_who_take_the_same_lead_at_once_one_gets_it_and_the_others_are_told_who()
    {
        string[] names = ["Nils", "Sven", "Mia"];
        var people = names.Select(name => world.As(name, "sales")).ToList();
        for (var round = 0; round < 10; round++)
        {
            var handoff = await sales.HandOver();
            var answers = await Task.WhenAll(people.Select(person => person.PostAsJsonAsync(Path(handoff, "accept"), new { })));
            var winner = names[answers.Index().Single(answer => answer.Item.IsSuccessStatusCode).Index];
            foreach (var lost in answers.Where(answer => !answer.IsSuccessStatusCode))
            {
                var (code, detail) = await Task.FromResult(lost).Refused(409);
                Assert.Equal("handoff-already-decided", code);
                Assert.StartsWith($"{winner} accepted the handoff at ", detail);
            }

            var now = await sales.HandoffOf(handoff.LeadId);
            Assert.Equal((winner, world[winner].Id), (now.DecidedBy, now.RepresentativeId!.Value));
            Assert.Equal(3, (await sales.Published(handoff.Id)).Count);
        }

        people.ForEach(person => person.Dispose());
    }

    private async Task<(HandoffStatus, Guid?)> Now(HandoffSummary handoff) =>
        await sales.HandoffOf(handoff.LeadId) is var now ? (now.Status, now.RepresentativeId) : default;

    private static string Path(HandoffSummary handoff, string action) => $"/api/sales/v1/handoffs/{handoff.Id}/{action}";

    private static System.Text.Json.JsonSerializerOptions Json => ServiceUnderTest<Program, SalesDb>.Json;
}
