using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>
/// Random commands of people, events of Marketing and time lead the handoffs of a lead only to the states of the model below.
/// </summary>
public sealed class HandoffLifecycleTests(SlaFixture fixture) : IClassFixture<SlaFixture>, IAsyncLifetime
{
    private const string Handoffs = "/api/sales/v1/handoffs", Opportunities = "/api/sales/v1/opportunities";
    private const int Cycles = 3;

    /// <summary>Each step does one command on one cycle of the lead.</summary>
    private static readonly Gen<(Act What, int Cycle, int By)[]> AnyStory =
        Gen.Select(Gen.Frequency((3, Gen.Const(Act.Qualify)), (2, Gen.Const(Act.Convert)), (9, Gen.Enum<Act>())), Gen.Int[1, Cycles],
            Gen.Int[0, 1]).Array[5, 25];

    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    /// <summary>A handoff without outreach and decision is recycled within two hours.</summary>
    public async ValueTask InitializeAsync()
    {
        using var put = await sales.Http
            .PutAsJsonAsync("/api/sales/v1/sla-policies/quick", new { name = "Quick", targetMinutes = 60, recycleAfterMinutes = 60 });
        put.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public Task No_sequence_of_commands_and_facts_leads_where_the_vocabulary_does_not_and_each_cycle_is_decided_once() =>
        AnyStory.SampleAsync(async story =>
    {
        var (lead, account, cycles) = (Guid.CreateVersion7(), Steps.New("Buyer"), new SortedDictionary<int, Cycle>());
        foreach (var (what, number, by) in story)
        {
            if (what == Act.Qualify)
            {
                await sales.Deliver(lead, Steps.Qualified(lead, number), sequence: number);
                var handoff = await sales.HandoffOf(lead, number);
                cycles.TryAdd(number, new(handoff.Id));
            }
            else if (what == Act.Wait)
            {
                await Wait(lead, cycles);
            }
            else if (what is Act.Begin or Act.Tell && cycles.Count > 0)
            {
                await Begin(lead, account, cycles.Values.Last(), isHistory: what == Act.Tell);
            }
            else if (cycles.TryGetValue(number, out var cycle))
            {
                await Do(what, cycle, $"Person {by}", account);
            }

            await Stands(lead, cycles);
        }

        await Told(lead, account, cycles);
    }, iter: 25, threads: 1);

    /// <summary>Does the command and expects the outcome of the model.</summary>
    private async Task Do(Act what, Cycle cycle, string by, string account)
    {
        if (what == Act.AllAtOnce)
        {
            await AllAtOnce(cycle, by);
            return;
        }

        var isDeal = what is Act.Move or Act.Win or Act.Lose;
        if (isDeal && cycle.Deal is null)
        {
            return;
        }

        var (path, body) = what switch
        {
            Act.Accept => ($"{Handoffs}/{cycle.Handoff}/accept", (object)new { decidedBy = by }),
            Act.Reject => ($"{Handoffs}/{cycle.Handoff}/reject", new { decidedBy = by, reason = "spam" }),
            Act.Recycle => ($"{Handoffs}/{cycle.Handoff}/recycle", new { decidedBy = by, reason = "timing" }),
            Act.Convert => ($"{Handoffs}/{cycle.Handoff}/convert", Steps.Conversion(account)),
            Act.Move => ($"{Opportunities}/{cycle.Deal}/stage", new { stage = "discovery" }),
            Act.Win => ($"{Opportunities}/{cycle.Deal}/win", new { reason = "best-fit" }),
            _ => ($"{Opportunities}/{cycle.Deal}/lose", new { reason = "price" }),
        };
        var expected = cycle.Become(what, by);
        using var answer = await sales.Post(path, body);
        Assert.True(answer.IsSuccessStatusCode == expected && (expected || answer.StatusCode == HttpStatusCode.Conflict),
            $"{what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        if (what == Act.Convert && expected)
        {
            var made = await sales.Post<ConvertHandoffResponse>(path, body);
            cycle.Deal ??= made.OpportunityId;
            Assert.Equal(cycle.Deal, made.OpportunityId);
        }
    }

    /// <summary>Opens an opportunity of the lead in any state of its latest handoff.</summary>
    private async Task Begin(Guid lead, string account, Cycle latest, bool isHistory)
    {
        using var answer = await sales.Post(Opportunities, new
        {
            leadId = lead,
            account = new { name = account },
            name = "Deal",
            amount = 10,
            currency = "EUR",
            expectedCloseDate = "2026-12-31",
            createdAt = isHistory ? sales.Clock.GetUtcNow() : (DateTimeOffset?)null,
        });
        var (isTaken, isOfHandoff) = latest.Begin(isHistory);
        Assert.Equal(isTaken ? HttpStatusCode.Created : HttpStatusCode.Conflict, answer.StatusCode);
        if (isTaken)
        {
            var made = await answer.Content.ReadFromJsonAsync<OpportunityState>(ServiceUnderTest<Program, SalesDb>.Json);
            var deal = await sales.Get<OpportunityResponse>($"{Opportunities}/{made!.Id}");
            Assert.Equal(isOfHandoff ? latest.Handoff : null, deal.HandoffId);
            latest.Deal ??= isOfHandoff ? deal.Id : null;
        }
    }

    /// <summary>Time passes: handoffs without a decision are recycled, except those of a lead with an open or won opportunity.</summary>
    private async Task Wait(Guid lead, SortedDictionary<int, Cycle> cycles)
    {
        sales.Clock.Advance(TimeSpan.FromHours(3));
        await Eventually.Get(() =>
            sales.Count($"messaging.timers where name like 'handoff-sla-%' and due_at <= '{sales.Clock.GetUtcNow():O}'"),
            left => left == 0);
        var isSold = (await sales.Get<OpportunityPage>($"{Opportunities}?leadId={lead}")).Items
            .Any(deal => deal.Status != OpportunityStatus.Lost);
        foreach (var (number, cycle) in cycles.Where(cycle => cycle.Value.Decision is null))
        {
            if ((await sales.HandoffOf(lead, number)).Status == HandoffStatus.Recycled)
            {
                Assert.False(isSold);
                cycle.Become(Act.Recycle, "Funnel");
            }
            else
            {
                Assert.True(isSold || cycles.Values.Any(other => other.Deal is not null));
            }
        }
    }

    /// <summary>Three people decide differently at once: one of them succeeds, or nobody if the handoff was decided before.</summary>
    private async Task AllAtOnce(Cycle cycle, string by)
    {
        var before = cycle.Decision;
        var answers = await Task.WhenAll(
            sales.Post($"{Handoffs}/{cycle.Handoff}/accept", new { decidedBy = by }),
            sales.Post($"{Handoffs}/{cycle.Handoff}/reject", new { decidedBy = by, reason = "spam" }),
            sales.Post($"{Handoffs}/{cycle.Handoff}/recycle", new { decidedBy = by, reason = "timing" }));
        var taken = answers.Select((answer, at) => (answer, What: (Act)((int)Act.Accept + at))).Where(one => one.answer.IsSuccessStatusCode)
            .Select(one => one.What).ToList();
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal(before is null ? 1 : before.Value.By == by ? 1 : 0, taken.Count);
        taken.ForEach(what => Assert.True(cycle.Become(what, by)));
        Assert.True(before is null || before == cycle.Decision);
    }

    private async Task Stands(Guid lead, SortedDictionary<int, Cycle> cycles)
    {
        var shown = (await sales.Get<Page<HandoffSummary>>($"{Handoffs}?leadId={lead}")).Items.OrderBy(handoff => handoff.Cycle).ToList();
        Assert.Equal(cycles.Select(cycle => (cycle.Key, cycle.Value.Handoff, cycle.Value.Status, cycle.Value.Deal)),
            shown.Select(handoff => (handoff.Cycle, handoff.Id, handoff.Status, handoff.OpportunityId)));
        foreach (var cycle in cycles.Values.Where(cycle => cycle.Deal is not null))
        {
            var deal = await sales.Get<OpportunityResponse>($"{Opportunities}/{cycle.Deal}");
            Assert.Equal((cycle.Outcome, cycle.Stage), (deal.Status, deal.Stage));
        }
    }

    /// <summary>The published facts agree with the model: one assignment, at most one decision, at most one end, in this order.</summary>
    private async Task Told(Guid lead, string account, SortedDictionary<int, Cycle> cycles)
    {
        foreach (var cycle in cycles.Values)
        {
            var facts = await sales.Published(cycle.Handoff);
            facts.WithoutGaps();
            Type[] decided = cycle.Decision?.What switch
            {
                null => [],
                Act.Accept => [typeof(LeadAccepted)],
                Act.Reject => [typeof(LeadRejected)],
                _ => [typeof(LeadRecycled)],
            };
            Assert.Equal([typeof(LeadAssigned), .. decided], facts.Select(fact => fact.Data!.GetType()));
            var deal = cycle.Deal is { } id ? (await sales.Published(id)).Select(fact => fact.Data!.GetType()).ToList() : [];
            Assert.Equal(cycle.Deal is null ? 0 : 1, deal.Count(type => type == typeof(OpportunityCreated)));
            Assert.Equal(cycle.Outcome == OpportunityStatus.Won ? 1 : 0, deal.Count(type => type == typeof(OpportunityWon)));
            Assert.Equal(cycle.Outcome == OpportunityStatus.Lost ? 1 : 0, deal.Count(type => type == typeof(OpportunityLost)));
        }

        // An account becomes a customer once.
        var customers =
            await sales.Count($"customers join accounts on accounts.id = customers.account_id where accounts.name = '{account}'");
        Assert.Equal(cycles.Values.Any(cycle => cycle.Outcome == OpportunityStatus.Won) ? 1 : 0, customers);
        Assert.Equal(cycles.Count, await sales.Count($"handoffs where lead_id = '{lead}'"));
    }

    private enum Act
    {
        Qualify,
        Accept,
        Reject,
        Recycle,
        AllAtOnce,
        Convert,
        Move,
        Win,
        Lose,

        /// <summary>An opportunity that begins now and names the lead.</summary>
        Begin,

        /// <summary>An opportunity of history.</summary>
        Tell,
        Wait,
    }

    /// <summary>The model of one cycle.</summary>
    private sealed class Cycle(Guid handoff)
    {
        public Guid Handoff => handoff;

        public (Act What, string By)? Decision { get; private set; }

        public Guid? Deal { get; set; }

        public OpportunityStatus Outcome { get; private set; } = OpportunityStatus.Open;

        public string Stage { get; private set; } = "qualification";

        public HandoffStatus Status => Decision?.What switch
        {
            null => HandoffStatus.Pending,
            Act.Accept => Deal is null ? HandoffStatus.Accepted : HandoffStatus.Converted,
            Act.Reject => HandoffStatus.Rejected,
            _ => HandoffStatus.Recycled,
        };

        /// <returns>Whether the opportunity is created, and whether this handoff is converted to it.</returns>
        public (bool IsTaken, bool IsOfHandoff) Begin(bool isHistory)
        {
            Decision ??= isHistory ? (Act.Accept, "Funnel") : null;
            return Decision?.What == Act.Accept ? (true, Deal is null) : (isHistory, false);
        }

        /// <returns>Whether the decision succeeds. The same decision again succeeds too.</returns>
        public bool Become(Act what, string by)
        {
            switch (what)
            {
                case Act.Accept or Act.Reject or Act.Recycle:
                    Decision ??= (what, by);
                    return Decision == (what, by);
                case Act.Convert:
                    return Decision?.What == Act.Accept;
                case Act.Move:
                    Stage = Outcome == OpportunityStatus.Open ? "discovery" : Stage;
                    return Outcome == OpportunityStatus.Open;
                default:
                    var outcome = what == Act.Win ? OpportunityStatus.Won : OpportunityStatus.Lost;
                    (Outcome, Stage) = Outcome == OpportunityStatus.Open ? (outcome, what == Act.Win ? "won" : "lost") : (Outcome, Stage);
                    return Outcome == outcome;
            }
        }
    }
}
