using Funnel.Contracts.Sales;

namespace Funnel.Sales.Tests;

/// <summary>
/// The rules of the entity, without a database. The clock starts at 9:00, warns at 12:00, is due at 13:00, recycles at 15:00.
/// </summary>
public sealed class SlaClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Warning = Start.AddHours(3), Due = Start.AddHours(4), Recycle = Start.AddHours(6);
    private static readonly Representative Ana = Representative.Join("Ana", "ana@seller.example", null, true, Start);
    private static readonly Representative Boss = Representative.Join("Boss", "boss@seller.example", null, true, Start);

    private readonly Handoff handoff = Handoff.Receive(Steps.Qualified(Guid.CreateVersion7()), Start, Due, Start);

    [Fact]
    public void The_clock_takes_its_times_from_the_plan()
    {
        var clock = Clock();
        Assert.Equal((handoff.Id, handoff.LeadId, 1, Start), (clock.HandoffId, clock.LeadId, clock.Cycle, clock.StartedAt));
        Assert.Equal((Warning, Due, Recycle, "no-response"), (clock.WarnAt, clock.DueAt, clock.RecycleAt!.Value, clock.RecycleReason));
        Assert.Equal(new HandoffSlaStarted(handoff.Id, handoff.LeadId, 1, "quick", null, Warning, Due), clock.Started());
        Assert.Equal((null, null, null, null), (clock.WarnedAt, clock.BreachedAt, clock.MetAt, clock.SpeedToLeadSeconds));
    }

    [Fact]
    public void The_clock_warns_once_at_its_warning_time()
    {
        var clock = Clock();
        Assert.Equal(new HandoffSlaWarned(handoff.Id, handoff.LeadId, 1, Ana.Id, "Ana", Due), clock.Warn(handoff, Ana));
        Assert.Equal(Warning, clock.WarnedAt);
        Assert.Null(clock.Warn(handoff, Ana));
    }

    [Fact]
    public void The_clock_breaches_once_and_names_the_person_to_whom_the_handoff_is_escalated()
    {
        var clock = Clock();
        Assert.Equal(
            new HandoffSlaBreached(handoff.Id, handoff.LeadId, 1, Ana.Id, "Ana", Due, Boss.Id, "Boss", "Late."),
            clock.Breach(handoff, Ana, Boss, "Late."));
        Assert.Equal(Due, clock.BreachedAt);
        Assert.Null(clock.Breach(handoff, Ana, Boss, "Late."));
    }

    [Fact]
    public void An_accepted_handoff_still_warns_and_breaches()
    {
        var clock = Clock();
        Decide(HandoffDecision.Accept);
        Assert.NotNull(clock.Warn(handoff, Ana));
        Assert.NotNull(clock.Breach(handoff, Ana, null, "Late."));
    }

    [Theory]
    [InlineData(HandoffDecision.Reject)]
    [InlineData(HandoffDecision.Recycle)]
    public void A_handoff_that_left_Sales_neither_warns_nor_breaches(HandoffDecision decision)
    {
        var clock = Clock();
        Decide(decision);
        Assert.Null(clock.Warn(handoff, Ana));
        Assert.Null(clock.Breach(handoff, Ana, null, "Late."));
    }

    [Fact]
    public void Outreach_in_time_meets_the_SLA_and_prevents_warning_and_breach()
    {
        var clock = Clock();
        var met = clock.RecordOutreach(Start.AddMinutes(10), Ana);
        Assert.Equal(new HandoffSlaMet(handoff.Id, handoff.LeadId, 1, Ana.Id, "Ana", Due, 600), met);
        Assert.Equal((Start.AddMinutes(10), Start.AddMinutes(10), 600), (clock.MetAt, clock.FirstOutreachAt, clock.SpeedToLeadSeconds));
        Assert.Null(clock.Warn(handoff, Ana));
        Assert.Null(clock.Breach(handoff, Ana, null, "Late."));
    }

    [Fact]
    public void Outreach_between_warning_and_due_time_does_not_withdraw_the_warning()
    {
        var clock = Clock();
        Assert.NotNull(clock.RecordOutreach(Warning.AddMinutes(1), Ana));
        Assert.NotNull(clock.Warn(handoff, Ana));
        Assert.Null(clock.Breach(handoff, Ana, null, "Late."));
    }

    [Fact]
    public void Outreach_at_the_due_time_is_in_time_and_a_moment_later_is_late()
    {
        Assert.NotNull(Clock().RecordOutreach(Due, Ana));
        var late = Clock();
        Assert.Null(late.RecordOutreach(Due.AddTicks(10), Ana));
        Assert.Equal((null, Due.AddTicks(10)), (late.MetAt, late.FirstOutreachAt));
        Assert.NotNull(late.Breach(handoff, Ana, null, "Late."));
    }

    [Fact]
    public void Outreach_before_the_lead_qualified_does_not_count()
    {
        var clock = Clock();
        Assert.Null(clock.RecordOutreach(Start.AddTicks(-10), Ana));
        Assert.Null(clock.FirstOutreachAt);
    }

    [Fact]
    public void The_earliest_outreach_counts_in_whatever_order_it_is_logged()
    {
        var clock = Clock();
        Assert.NotNull(clock.RecordOutreach(Start.AddMinutes(30), Ana));
        Assert.Null(clock.RecordOutreach(Start.AddMinutes(50), Ana));
        Assert.Null(clock.RecordOutreach(Start.AddMinutes(30), Ana));
        Assert.Null(clock.RecordOutreach(Start.AddMinutes(20), Ana));
        Assert.Equal((Start.AddMinutes(20), Start.AddMinutes(30)), (clock.FirstOutreachAt, clock.MetAt));
    }

    [Fact]
    public void Outreach_that_is_logged_late_disproves_a_breach()
    {
        var clock = Clock();
        Assert.NotNull(clock.Breach(handoff, Ana, null, "Late."));
        Assert.NotNull(clock.RecordOutreach(Start.AddHours(1), Ana));
        Assert.Equal((Due, Start.AddHours(1)), (clock.BreachedAt, clock.MetAt));
    }

    [Fact]
    public void A_clock_of_history_keeps_the_speed_to_lead_and_meets_nothing()
    {
        var clock = Clock(runs: false);
        Assert.Null(clock.RecordOutreach(Start.AddMinutes(1), Ana));
        Assert.Equal((null, 60), (clock.MetAt, clock.SpeedToLeadSeconds));
    }

    [Fact]
    public void The_clock_recycles_a_pending_handoff_without_outreach()
    {
        var recycled = Clock().RecycleUnanswered(handoff, Recycle)!;
        Assert.Equal(("Funnel", "no-response", null), (recycled.DecidedBy, recycled.Reason, recycled.ReturnAfter));
        Assert.Equal("Nobody reached out by 2026-03-02 13:00 UTC or since (SLA policy quick).", handoff.Note);
        Assert.Equal((HandoffStatus.Recycled, Recycle), (handoff.Status, handoff.DecidedAt));
    }

    [Fact]
    public void The_clock_does_not_recycle_a_handoff_with_outreach_even_if_the_outreach_was_late()
    {
        var clock = Clock();
        clock.RecordOutreach(Due.AddHours(1), Ana);
        Assert.Null(clock.RecycleUnanswered(handoff, Recycle));
        Assert.Equal(HandoffStatus.Pending, handoff.Status);
    }

    [Theory]
    [InlineData(HandoffDecision.Accept)]
    [InlineData(HandoffDecision.Reject)]
    [InlineData(HandoffDecision.Recycle)]
    public void The_clock_does_not_recycle_a_handoff_that_a_person_decided(HandoffDecision decision)
    {
        Decide(decision);
        Assert.Null(Clock().RecycleUnanswered(handoff, Recycle));
        Assert.Equal("Ana", handoff.DecidedBy);
    }

    private SlaClock Clock(bool runs = true) =>
        SlaClock.Start(handoff, new(Warning, Due, Recycle, "no-response", "quick"), runs, Start);

    private void Decide(HandoffDecision decision)
    {
        var answer = new HandoffAnswer(decision, "Ana", decision == HandoffDecision.Accept ? null : "timing", null, null);
        var isRefused = decision switch
        {
            HandoffDecision.Accept => handoff.Accept(answer, Start.AddMinutes(5)).Refusal,
            HandoffDecision.Reject => handoff.Reject(answer, Start.AddMinutes(5)).Refusal,
            _ => handoff.Recycle(answer, Start.AddMinutes(5)).Refusal,
        };
        Assert.Null(isRefused);
    }
}
