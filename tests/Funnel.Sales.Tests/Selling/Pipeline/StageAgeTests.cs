using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class StageAgeTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task An_opportunity_that_stays_too_long_is_flagged_once_per_stay_and_a_move_clears_the_flag()
    {
        var pipeline = await Define();
        var now = sales.Clock.GetUtcNow();
        var deal = await Open(pipeline, now.AddDays(-40));
        var stalled = await Eventually.Get(() => Shown(deal.Id), shown => shown.StalledAt is not null);
        Assert.Equal(deal.Id, Assert.Single((await Listed(pipeline, true)).Items).Id);

        var moved = await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "second" });
        Assert.Null((await Shown(deal.Id)).StalledAt);
        Assert.Empty((await Listed(pipeline, true)).Items);
        Assert.Equal(deal.Id, Assert.Single((await Listed(pipeline, false)).Items).Id);

        // The opportunity returns to the first stage. This second stay is too long as well.
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/stage",
            new { stage = "first", occurredAt = now.AddDays(-35) });
        await Eventually.Get(() => Shown(deal.Id), shown => shown.StalledAt is not null);
        var facts = (await sales.Published(deal.Id)).Select(fact => fact.Data).OfType<OpportunityStalled>().ToList();
        Assert.Equal([stalled.StageEnteredAt, now.AddDays(-35)], facts.Select(fact => fact.EnteredAt),
            (one, other) => (one - other).Duration() < TimeSpan.FromMilliseconds(1));
        Assert.Equal(moved.Id, facts[0].OpportunityId);
    }

    [Fact]
    public async Task A_deal_that_has_time_left_or_is_closed_is_not_stalled()
    {
        var pipeline = await Define();
        var now = sales.Clock.GetUtcNow();
        var (fresh, late) = (await Open(pipeline, now.AddDays(-29)), await Open(pipeline, now.AddDays(-31)));
        var closed = await Open(pipeline, now.AddDays(-1));
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{closed.Id}/lose", new { reason = "price" });
        await Eventually.Get(() => Shown(late.Id), shown => shown.StalledAt is not null);
        Assert.Equal([late.Id], (await Listed(pipeline, true)).Items.Select(item => item.Id));
        Assert.Null((await Shown(fresh.Id)).StalledAt);
        Assert.Equal(0, await sales.Count($"messaging.timers where subject = '{closed.Id}'"));
        Assert.Equal(1, await sales.Count($"messaging.timers where subject = '{fresh.Id}'"));
    }

    [Fact]
    public async Task The_owner_and_the_nearest_manager_are_reminded_once_of_a_stalled_opportunity()
    {
        var (manager, owner) = (await sales.Hire("Mara", active: false), await sales.Hire("Otto", active: false));
        var team =
            await sales.Post<TeamResponse>("/api/sales/v1/teams",
                new { code = Steps.New("stalling"), name = "Stalling", managerId = manager.Id });
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{owner.Id}/team", new { teamId = team.Id });
        var pipeline = await Define();
        var deal = await Open(pipeline, sales.Clock.GetUtcNow().AddDays(-40), owner.Id);
        foreach (var reminded in new[] { owner, manager })
        {
            var given = await Eventually.Get(() => Reminders(reminded.Id), page => page.Items.Count > 0);
            var reminder = Assert.Single(given.Items);
            Assert.Equal((deal.Id, null, "Deal", reminded.Id),
                (reminder.OpportunityId, reminder.TaskId, reminder.Subject, reminder.RepresentativeId));
            Assert.NotNull(reminder.StalledAt);
        }

        // After a move the existing reminder no longer shows the opportunity as stalled, and there is no second reminder.
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/stage", new { stage = "second" });
        Assert.Null(Assert.Single((await Reminders(owner.Id)).Items).StalledAt);
        await sales.Post<ReminderResponse>($"/api/sales/v1/reminders/{(await Reminders(owner.Id)).Items[0].Id}/dismiss", new { });
        Assert.NotNull((await Reminders(owner.Id)).Items[0].DismissedAt);
        Assert.Null((await Reminders(manager.Id)).Items[0].DismissedAt);
    }

    [Fact]
    public async Task What_becomes_stalled_together_in_a_stage_is_one_reminder_for_each_person()
    {
        var owner = await sales.Hire("Olga", active: false);
        var (pipeline, now) = (await Define(), sales.Clock.GetUtcNow());
        await Redefine(pipeline, null);
        for (var deal = 0; deal < 12; deal++)
        {
            await Open(pipeline, now.AddDays(-10 - deal), owner.Id);
        }

        Assert.Empty((await Reminders(owner.Id)).Items);
        await Redefine(pipeline, 5);
        var given = await Eventually.Get(() => Reminders(owner.Id), page => page.Items.Sum(reminder => reminder.Opportunities) == 12);
        var digest = Assert.Single(given.Items);
        Assert.Equal((pipeline, "first", "12 opportunities in stage first", null),
            (digest.Pipeline, digest.Stage, digest.Subject, digest.OpportunityId));
        Assert.Equal(12, (await Listed(pipeline, true)).Items.Count);
    }

    [Fact]
    public async Task A_new_maximum_age_applies_at_once_to_the_opportunities_in_the_stage_and_each_stay_is_published_once()
    {
        var (pipeline, now) = (await Define(), sales.Clock.GetUtcNow());
        var (old, fresh) = (await Open(pipeline, now.AddDays(-40)), await Open(pipeline, now.AddDays(-10)));
        await Eventually.Get(() => Shown(old.Id), shown => shown.StalledAt is not null);

        await Redefine(pipeline, 5);
        await Eventually.Get(() => Shown(fresh.Id), shown => shown.StalledAt is not null);
        await Redefine(pipeline, 20);
        Assert.Equal([old.Id], (await Listed(pipeline, true)).Items.Select(item => item.Id));
        await Redefine(pipeline, null);
        Assert.Empty((await Listed(pipeline, true)).Items);
        Assert.Equal(0, await sales.Count($"messaging.timers where subject in ('{old.Id}', '{fresh.Id}')"));
        await Redefine(pipeline, 5);
        await Eventually.Get(() => Listed(pipeline, true), page => page.Items.Count == 2);
        foreach (var deal in new[] { old, fresh })
        {
            Assert.Single((await sales.Published(deal.Id)).Select(fact => fact.Data).OfType<OpportunityStalled>());
        }
    }

    [Fact]
    public async Task Only_an_open_stage_has_a_maximum_age()
    {
        var wrong = Definition(30);
        Assert.Equal("stage-age-wrong",
            (await sales.Http.PutAsJsonAsync($"/api/sales/v1/pipelines/{Steps.New("old")}", wrong).Refused(422)).Code);
    }

    private async Task<string> Define() =>
        (await sales.Put<PipelineResponse>($"/api/sales/v1/pipelines/{Steps.New("ageing")}", Definition(null))).Code;

    private async Task Redefine(string pipeline, int? days)
    {
        using var redefined = await sales.Http.PutAsJsonAsync($"/api/sales/v1/pipelines/{pipeline}", Definition(null, days));
        Assert.True(redefined.IsSuccessStatusCode, await redefined.Content.ReadAsStringAsync());
    }

    private Task<Page<ReminderResponse>> Reminders(Guid representative) =>
        sales.Get<Page<ReminderResponse>>($"/api/sales/v1/reminders?representativeId={representative}");

    private static object Definition(int? ageOfWon, int? days = 30) => new
    {
        name = "Ageing",
        stages = new object[]
        {
            new { code = "first", name = "First", probability = 0.1, forecastCategory = "pipeline", maximumAgeDays = days },
            new { code = "second", name = "Second", probability = 0.5, forecastCategory = "commit" },
            new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won", maximumAgeDays = ageOfWon },
            new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
        },
    };

    private Task<OpportunityState> Open(string pipeline, DateTimeOffset createdAt, Guid? ownerId = null) =>
        sales.Post<OpportunityState>("/api/sales/v1/opportunities",
        new { account = new { name = Steps.New("account") }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2036-01-31",
            pipeline, createdAt, ownerId, unassigned = ownerId is null });

    private Task<OpportunityResponse> Shown(Guid id) => sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{id}");

    private Task<OpportunityPage> Listed(string pipeline, bool stalled) =>
        sales.Get<OpportunityPage>($"/api/sales/v1/opportunities?pipeline={pipeline}&stalled={(stalled ? "true" : "false")}");
}
