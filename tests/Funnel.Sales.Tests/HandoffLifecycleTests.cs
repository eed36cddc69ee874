using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>
/// Runs random sequences of commands, Marketing events and time steps. The handoffs of the lead must always equal the model below.
/// </summary>
public sealed class HandoffLifecycleTests(SlaFixture fixture) : IClassFixture<SlaFixture>, IAsyncLifetime
{
    private const string Handoffs = "/api/sales/v1/handoffs", Opportunities = "/api/sales/v1/opportunities";
    private const int Cycles = 3;

    /// <summary>Each step does one command on one cycle of the lead.</summary>
    private static readonly Gen<(Command Command, int Cycle, int By)[]> AnyStory =
        Gen.Select(Gen.Frequency((3, Gen.Const(Command.Qualify)), (2, Gen.Const(Command.Convert)), (9, Gen.Enum<Command>())),
            Gen.Int[1, Cycles], Gen.Int[0, 1]).Array[5, 25];

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
    public Task Every_sequence_of_commands_and_facts_ends_in_a_valid_state_and_each_cycle_is_decided_once() =>
        AnyStory.SampleAsync(async story =>
    {
        var (lead, account, cycles) = (Guid.CreateVersion7(), Steps.New("Buyer"), new SortedDictionary<int, Cycle>());
        foreach (var (command, number, by) in story)
        {
            if (command == Command.Qualify)
            {
                await sales.Deliver(lead, Steps.Qualified(lead, number), sequence: number);
                var handoff = await sales.HandoffOf(lead, number);
                cycles.TryAdd(number, new(handoff.Id));
            }
            else if (command == Command.Wait)
            {
                await Wait(lead, cycles);
            }
            else if (command is Command.OpenOpportunity or Command.ImportOpportunity && cycles.Count > 0)
            {
                await OpenOpportunity(lead, account, cycles.Values.Last(), isHistory: command == Command.ImportOpportunity);
            }
            else if (cycles.TryGetValue(number, out var cycle))
            {
                await Do(command, cycle, $"Person {by}", account);
            }

            await CheckHandoffs(lead, cycles);
        }

        await CheckFacts(lead, account, cycles);
    }, iter: 25, threads: 1);

    /// <summary>Does the command and expects the outcome of the model.</summary>
    private async Task Do(Command command, Cycle cycle, string by, string account)
    {
        if (command == Command.DecideAtOnce)
        {
            await DecideAtOnce(cycle, by);
            return;
        }

        var isDeal = command is Command.Move or Command.Win or Command.Lose;
        if (isDeal && cycle.Deal is null)
        {
            return;
        }

        var (path, body) = command switch
        {
            Command.Accept => ($"{Handoffs}/{cycle.Handoff}/accept", (object)new { decidedBy = by }),
            Command.Reject => ($"{Handoffs}/{cycle.Handoff}/reject", new { decidedBy = by, reason = "spam" }),
            Command.Recycle => ($"{Handoffs}/{cycle.Handoff}/recycle", new { decidedBy = by, reason = "timing" }),
            Command.Convert => ($"{Handoffs}/{cycle.Handoff}/convert", Steps.Conversion(account)),
            Command.Move => ($"{Opportunities}/{cycle.Deal}/stage", new { stage = "discovery" }),
            Command.Win => ($"{Opportunities}/{cycle.Deal}/win", new { reason = "best-fit" }),
            _ => ($"{Opportunities}/{cycle.Deal}/lose", new { reason = "price" }),
        };
        var expected = cycle.Apply(command, by);
        using var answer = await sales.Post(path, body);
        Assert.True(answer.IsSuccessStatusCode == expected && (expected || answer.StatusCode == HttpStatusCode.Conflict),
            $"{command}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        if (command == Command.Convert && expected)
        {
            var made = await sales.Post<ConvertHandoffResponse>(path, body);
            cycle.Deal ??= made.OpportunityId;
            Assert.Equal(cycle.Deal, made.OpportunityId);
        }
    }

    /// <summary>Opens an opportunity of the lead in any state of its latest handoff.</summary>
    private async Task OpenOpportunity(Guid lead, string account, Cycle latest, bool isHistory)
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
            unassigned = true,
        });
        var (isTaken, isOfHandoff) = latest.Open(isHistory);
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
                cycle.Apply(Command.Recycle, "Funnel");
            }
            else
            {
                Assert.True(isSold || cycles.Values.Any(other => other.Deal is not null));
            }
        }
    }

    /// <summary>Three different decisions at once. One of them succeeds, or none if the handoff was decided before.</summary>
    private async Task DecideAtOnce(Cycle cycle, string by)
    {
        var before = cycle.Decision;
        var answers = await Task.WhenAll(
            sales.Post($"{Handoffs}/{cycle.Handoff}/accept", new { decidedBy = by }),
            sales.Post($"{Handoffs}/{cycle.Handoff}/reject", new { decidedBy = by, reason = "spam" }),
            sales.Post($"{Handoffs}/{cycle.Handoff}/recycle", new { decidedBy = by, reason = "timing" }));
        var taken = answers.Select((answer, at) => (answer, Command: (Command)((int)Command.Accept + at)))
            .Where(one => one.answer.IsSuccessStatusCode).Select(one => one.Command).ToList();
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal(before is null ? 1 : before.Value.By == by ? 1 : 0, taken.Count);
        taken.ForEach(command => Assert.True(cycle.Apply(command, by)));
        Assert.True(before is null || before == cycle.Decision);
    }

    private async Task CheckHandoffs(Guid lead, SortedDictionary<int, Cycle> cycles)
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
    private async Task CheckFacts(Guid lead, string account, SortedDictionary<int, Cycle> cycles)
    {
        foreach (var cycle in cycles.Values)
        {
            var facts = await sales.Published(cycle.Handoff);
            facts.WithoutGaps();
            Type[] decided = cycle.Decision?.Command switch
            {
                null => [],
                Command.Accept => [typeof(LeadAccepted)],
                Command.Reject => [typeof(LeadRejected)],
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

    private enum Command
    {
        Qualify,
        Accept,
        Reject,
        Recycle,
        DecideAtOnce,
        Convert,
        Move,
        Win,
        Lose,

        /// <summary>Creates an opportunity that begins now and names the lead.</summary>
        OpenOpportunity,

        /// <summary>Creates a historical opportunity that names the lead.</summary>
        ImportOpportunity,
        Wait,
    }

    /// <summary>The model of one cycle.</summary>
    private sealed class Cycle(Guid handoff)
    {
        public Guid Handoff => handoff;

        public (Command Command, string By)? Decision { get; private set; }

        public Guid? Deal { get; set; }

        public OpportunityStatus Outcome { get; private set; } = OpportunityStatus.Open;

        public string Stage { get; private set; } = "qualification";

        public HandoffStatus Status => Decision?.Command switch
        {
            null => HandoffStatus.Pending,
            Command.Accept => Deal is null ? HandoffStatus.Accepted : HandoffStatus.Converted,
            Command.Reject => HandoffStatus.Rejected,
            _ => HandoffStatus.Recycled,
        };

        /// <returns>Whether the opportunity is created, and whether this handoff is converted to it.</returns>
        public (bool IsTaken, bool IsOfHandoff) Open(bool isHistory)
        {
            Decision ??= isHistory ? (Command.Accept, "Funnel") : null;
            return Decision?.Command == Command.Accept ? (true, Deal is null) : (isHistory, false);
        }

        /// <returns>Whether the decision succeeds. The same decision again succeeds too.</returns>
        public bool Apply(Command command, string by)
        {
            switch (command)
            {
                case Command.Accept or Command.Reject or Command.Recycle:
                    Decision ??= (command, by);
                    return Decision == (command, by);
                case Command.Convert:
                    return Decision?.Command == Command.Accept;
                case Command.Move:
                    Stage = Outcome == OpportunityStatus.Open ? "discovery" : Stage;
                    return Outcome == OpportunityStatus.Open;
                default:
                    var outcome = command == Command.Win ? OpportunityStatus.Won : OpportunityStatus.Lost;
                    (Outcome, Stage) = Outcome == OpportunityStatus.Open
                        ? (outcome, command == Command.Win ? "won" : "lost")
                        : (Outcome, Stage);
                    return Outcome == outcome;
            }
        }
    }
}
