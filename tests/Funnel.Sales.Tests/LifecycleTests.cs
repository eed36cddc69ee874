using CsCheck;
using Funnel.Messaging;

namespace Funnel.Sales.Tests;

/// <summary>No sequence of commands and events leads to a state that the vocabulary does not know.</summary>
public sealed class LifecycleTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T00:00:00Z"), End = Start.AddHours(401);

    private static readonly Gen<(int Command, int Choice, decimal Amount, int Hours)[]> AnySequence =
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 9], Gen.Int[0, 5].Select(amount => (decimal)amount), Gen.Int[-48, 400]).Array[1, 40];

    [Fact]
    public void A_handoff_and_its_opportunity_are_always_in_a_valid_state() => AnySequence.Sample(commands =>
    {
        var world = new World();
        foreach (var (command, choice, amount, hours) in commands)
        {
            var before = world.State();
            if (world.Do(command, choice, amount, Start.AddHours(hours)) is false)
            {
                Assert.Equal(before, world.State());
            }

            world.Check();
        }
    }, iter: 2000);

    /// <summary>One lead with its handoff, its SLA clock and its opportunity. The second pipeline has stages that do not fit.</summary>
    private sealed class World
    {
        private readonly Outbox outbox = new("sales", TimeProvider.System);
        private readonly SalesPipeline own = Define("own"), other = Define("other");
        private readonly Handoff handoff;
        private readonly SlaClock clock;
        private readonly List<object> told = [];
        private Opportunity? deal;

        public World()
        {
            var lead = Guid.CreateVersion7(Start);
            handoff = Handoff.Receive(Steps.Qualified(lead), Start, Start.AddHours(4), Start);
            clock = SlaClock.Start(handoff, new(Start.AddHours(3), Start.AddHours(4), Start.AddHours(6), "no-response", "quick"),
                runs: true, Start);
        }

        /// <returns>Whether the command had an effect. If it returns false, nothing may have changed.</returns>
        public bool Do(int command, int choice, decimal amount, DateTimeOffset at) => command switch
        {
            0 => Tell(handoff, handoff.Accept(new(HandoffDecision.Accept, "Ana", null, null, null), at)),
            1 => Tell(handoff, handoff.Reject(new(HandoffDecision.Reject, "Ana", "spam", null, null), at)),
            2 => Tell(handoff, handoff.Recycle(new(HandoffDecision.Recycle, "Ana", "timing", null, null), at)),
            3 => Begin(choice, amount, at, null, isHistory: false),
            4 => deal is not null && Tell(deal, deal.MoveTo((choice > 7 ? other : own).Stages[choice % own.Stages.Count], at)),
            5 => deal is not null && Tell(deal, deal.ChangeAmount(Money.Of(amount, "EUR").Value!, at)),
            6 => deal is not null
                && Tell(deal,
                    deal.Change(new("Deal", new DateOnly(2026, 6, 1).AddDays(choice), null, (ForecastCategory)(choice % 5)), null, at)),
            7 => deal is not null && Tell(deal, deal.Win(own, Money.Of(amount, "EUR").Value!, "price", null, at)),
            8 => deal is not null && Tell(deal, deal.Lose(own, Money.Of(amount, "EUR").Value!, "price", null, null, at)),
            9 => deal is not null && Stall(deal, at),
            10 => Begin(choice, amount, at, choice > 4 ? at.AddHours(choice) : null, isHistory: true),
            11 => Tell(clock, clock.RecordOutreach(at, null)),
            12 => Tell(clock, clock.Warn(handoff, null)),
            13 => Tell(clock, clock.Breach(handoff, null, null, "Late.")),
            _ => Tell(handoff, clock.RecycleUnanswered(handoff, clock.RecycleAt!.Value)),
        };

        public (HandoffStatus, string?, OpportunityStatus?, string?, decimal?, int?, int?, DateTimeOffset?) State() => (
            handoff.Status, handoff.Reason, deal?.Status, deal?.Stage, deal?.Amount, deal?.StageHistory.Count,
            deal?.CloseDateHistory.Count, deal?.StalledAt);

        public void Check()
        {
            Assert.Contains(handoff.Status,
                new[] { HandoffStatus.Pending, HandoffStatus.Accepted, HandoffStatus.Rejected, HandoffStatus.Recycled });
            Assert.Equal(handoff.Status == HandoffStatus.Pending, handoff.DecidedAt is null);
            Assert.True(deal?.HandoffId is null || handoff.Status == HandoffStatus.Accepted);
            Assert.True(
                told.Count(fact => fact is Contracts.Sales.LeadAccepted or Contracts.Sales.LeadRejected
                    or Contracts.Sales.LeadRecycled) <= 1);
            Assert.Equal(handoff.Sequence + clock.Sequence + (deal?.Sequence ?? 0), told.Count);
            Assert.DoesNotContain(told.SkipWhile(fact => fact is not Contracts.Sales.HandoffSlaMet),
                fact => fact is Contracts.Sales.HandoffSlaBreached);
            if (deal is null)
            {
                return;
            }

            var stage = own.FindStage(deal.Stage);
            Assert.NotNull(stage);
            Assert.Equal((deal.Status, stage.Probability),
                (stage.Kind switch { StageKind.Won => OpportunityStatus.Won, StageKind.Lost => OpportunityStatus.Lost, _ =>
                    OpportunityStatus.Open }, deal.Probability));
            Assert.Equal((deal.Status == OpportunityStatus.Open, deal.Status == OpportunityStatus.Open),
                (deal.ClosedAt is null, deal.Reason is null));
            Assert.Equal(deal.Status == OpportunityStatus.Open ? deal.ForecastOverride ?? stage.ForecastCategory : stage.ForecastCategory,
                deal.ForecastCategory);
            Assert.Equal(deal.Status == OpportunityStatus.Won, deal.ForecastCategory == ForecastCategory.Closed);
            Assert.True(deal.StalledAt is null || deal.Status == OpportunityStatus.Open);
            Assert.Equal((deal.Stage, deal.Amount, deal.ExpectedCloseDate),
                (deal.StageHistory[^1].ToStage, deal.AmountHistory[^1].ToAmount, deal.CloseDateHistory[^1].ToDate));
            Assert.All(deal.StageHistory.Skip(1), (entry, index) => Assert.Equal(deal.StageHistory[index].ToStage, entry.FromStage));
            Assert.All(deal.AmountHistory.Skip(1), (entry, index) => Assert.Equal(deal.AmountHistory[index].ToAmount, entry.FromAmount));
            Assert.Equal(deal.StageHistory.Count, deal.StageHistory.DistinctBy(entry => entry.Sequence).Count());
            Assert.True(told.OfType<Contracts.Sales.OpportunityWon>().Count() + told.OfType<Contracts.Sales.OpportunityLost>()
                .Count() <= 1);
        }

        private bool Stall(Opportunity deal, DateTimeOffset at) =>
            deal.Stall(own.FindStage(deal.Stage)!, at) is { } stalled && Tell<Contracts.Sales.OpportunityStalled>(deal, stalled);

        /// <summary>Creates an opportunity of the lead. The handoff may be in any state.</summary>
        private bool Begin(int choice, decimal amount, DateTimeOffset at, DateTimeOffset? endedAt, bool isHistory)
        {
            if (deal is not null || handoff.CheckConversion(isHistory).IsRefused(out _)
                || own.StartingStage(own.Stages[choice % own.Stages.Count].Code).IsRefused(out _, out var stage))
            {
                return false;
            }

            Tell(handoff, isHistory ? handoff.AcceptByHistory("Ana", at, endedAt) : null);
            (deal, var created) = Opportunity.Create(
                new("Deal", Money.Of(amount, "EUR").Value!, new DateOnly(2026, 12, 31), own, stage, Guid.Empty, null, handoff.LeadId,
                    handoff.IsAccepted ? handoff : null, null, null), at, isHistory ? End : at);
            if (handoff.IsAccepted)
            {
                Tell(clock, clock.RecordOutreach(handoff.ReachedBy(at, endedAt, End), null));
                Assert.True(endedAt < handoff.HandedOffAt || clock.FirstOutreachAt is not null);
            }

            return Tell<Contracts.Sales.OpportunityCreated>(deal, created);
        }

        private bool Tell<TFact>(Subject subject, TFact? fact) where TFact : class =>
            fact is not null && Tell<TFact>(subject, (Result<TFact>)fact);

        private bool Tell<TFact>(Subject subject, Result<TFact> decision) where TFact : class
        {
            if (decision.IsRefused(out _, out var fact))
            {
                return false;
            }

            outbox.Next(subject, fact, Start);
            told.Add(fact);
            return true;
        }

        private static SalesPipeline Define(string code)
        {
            var pipeline = SalesPipeline.Define(code, code);
            Assert.Null(pipeline.Redefine(code,
                [new("a", "A", 0.1m, ForecastCategory.Pipeline, MaximumAgeDays: 1), new("b", "B", 0.5m, ForecastCategory.BestCase),
                    new("c", "C", 0.8m, ForecastCategory.Commit),
                 new("gone", "Gone", 0.8m, ForecastCategory.Commit), new("won", "Won", 1, ForecastCategory.Closed, StageKind.Won),
                 new("lost", "Lost", 0, ForecastCategory.Omitted, StageKind.Lost)], Start).Refusal);
            Assert.Null(pipeline.Redefine(code,
                [new("a", "A", 0.1m, ForecastCategory.Pipeline, MaximumAgeDays: 1), new("b", "B", 0.5m, ForecastCategory.BestCase),
                    new("c", "C", 0.8m, ForecastCategory.Commit),
                 new("won", "Won", 1, ForecastCategory.Closed, StageKind.Won),
                 new("lost", "Lost", 0, ForecastCategory.Omitted, StageKind.Lost)], Start).Refusal);
            return pipeline;
        }
    }
}
