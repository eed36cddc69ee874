using Funnel.Contracts.Sales;

namespace Funnel.Sales.Tests;

/// <summary>The rules of the entity, without a database.</summary>
public sealed class HandoffTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Representative Ana = Representative.Join("Ana", "ana@seller.example", null, true, Start);

    private readonly Guid lead = Guid.CreateVersion7();

    [Fact]
    public void A_received_handoff_is_pending_and_keeps_why_the_lead_qualified()
    {
        var qualified = Steps.Qualified(lead, cycle: 2);
        var handoff = Handoff.Receive(qualified, Start, Start.AddHours(4), Start.AddMinutes(1));

        Assert.Equal((HandoffStatus.Pending, lead, 2, Start, Start.AddHours(4)),
            (handoff.Status, handoff.LeadId, handoff.Cycle, handoff.HandedOffAt, handoff.SlaDueAt));
        Assert.Same(qualified, handoff.Qualification);
        Assert.Equal(($"{lead:N}@buyer.example", "+491701234567"), (handoff.LeadEmail, handoff.LeadPhone));
        Assert.True(handoff.IsOpen);
        Assert.True(handoff.IsQueued);
        Assert.Null(handoff.DecidedAt);
    }

    [Fact]
    public void An_email_address_that_is_too_long_for_a_contact_is_not_kept()
    {
        var qualified = Steps.Qualified(lead);
        qualified = qualified with { Context = qualified.Context with { Email = $"{new string('a', Contact.EmailLength)}@buyer.example" } };
        Assert.Null(Handoff.Receive(qualified, Start, Start, Start).LeadEmail);
    }

    [Fact]
    public void Assigning_names_the_representative_and_explains_the_choice()
    {
        var handoff = Received();
        Assert.Equal(new LeadAssigned(handoff.Id, lead, 1, Ana.Id, "Ana", "Her turn.", Start.AddHours(4)),
            handoff.Assign(Ana, "Her turn."));
        Assert.Equal((Ana.Id, "Her turn.", false, false),
            (handoff.RepresentativeId, handoff.Explanation, handoff.IsQueued, handoff.IsTaken));

        Assert.Null(handoff.Assign(null, "Nobody is there.").RepresentativeId);
        Assert.True(handoff.IsQueued);
    }

    [Fact]
    public void Taking_a_handoff_from_the_queue_assigns_it_to_the_taker()
    {
        var handoff = Received();
        var assigned = handoff.TakeFromQueue(Ana);
        Assert.Equal((Ana.Id, "Ana took the handoff from the queue."), (assigned.RepresentativeId, assigned.Explanation));
        Assert.Equal((true, false), (handoff.IsTaken, handoff.IsQueued));
    }

    [Fact]
    public void Accepting_keeps_who_decided_and_when_and_the_lead_stays_with_Sales()
    {
        var handoff = Received();
        var accepted = Value(handoff.Accept(new(HandoffDecision.Accept, "Ana", "called back", null, "Wants a demo."), Start.AddHours(1)));
        Assert.Equal(new LeadAccepted(handoff.Id, lead, 1, "Ana", "called back", "Wants a demo."), accepted);
        Assert.Equal((HandoffStatus.Accepted, "Ana", Start.AddHours(1)), (handoff.Status, handoff.DecidedBy, handoff.DecidedAt));
        Assert.True(handoff.IsOpen);
        Assert.True(handoff.WasOpenAt(Start.AddDays(1)));
    }

    [Fact]
    public void Rejecting_keeps_the_reason_and_takes_the_lead_away_from_Sales()
    {
        var handoff = Received();
        var rejected = Value(handoff.Reject(new(HandoffDecision.Reject, "Ana", "spam", null, "Bought list."), Start.AddHours(1)));
        Assert.Equal(new LeadRejected(handoff.Id, lead, 1, "Ana", "spam", "Bought list."), rejected);
        Assert.Equal((HandoffStatus.Rejected, "spam", false), (handoff.Status, handoff.Reason, handoff.IsOpen));
        Assert.Equal((true, false), (handoff.WasOpenAt(Start.AddHours(1)), handoff.WasOpenAt(Start.AddHours(1).AddTicks(10))));
    }

    [Fact]
    public void Recycling_keeps_the_return_date_and_the_journey()
    {
        var handoff = Received();
        var back = Start.AddMonths(6);
        var recycled = Value(handoff.Recycle(new(HandoffDecision.Recycle, "Ana", "timing", back, null, "next-budget"), Start.AddHours(1)));
        Assert.Equal(new LeadRecycled(handoff.Id, lead, 1, "Ana", "timing", back, null, "next-budget"), recycled);
        Assert.Equal((HandoffStatus.Recycled, back, "next-budget", false),
            (handoff.Status, handoff.ReturnAfter, handoff.Journey, handoff.IsOpen));
    }

    [Theory]
    [InlineData(HandoffDecision.Accept, HandoffDecision.Accept, "Ana accepted the handoff at 2026-03-02T10:00:00Z (spam).")]
    [InlineData(HandoffDecision.Accept, HandoffDecision.Reject, "Ana accepted the handoff at 2026-03-02T10:00:00Z (spam).")]
    [InlineData(HandoffDecision.Reject, HandoffDecision.Accept, "Ana rejected the handoff at 2026-03-02T10:00:00Z (spam).")]
    [InlineData(HandoffDecision.Reject, HandoffDecision.Recycle, "Ana rejected the handoff at 2026-03-02T10:00:00Z (spam).")]
    [InlineData(HandoffDecision.Recycle, HandoffDecision.Reject, "Ana recycled the handoff at 2026-03-02T10:00:00Z (spam).")]
    [InlineData(HandoffDecision.Recycle, HandoffDecision.Recycle, "Ana recycled the handoff at 2026-03-02T10:00:00Z (spam).")]
    public void A_handoff_is_decided_exactly_once(HandoffDecision first, HandoffDecision second, string detail)
    {
        var handoff = Received();
        Assert.Null(Decide(handoff, new(first, "Ana", "spam", null, null), Start.AddHours(1)));
        var refusal = Decide(handoff, new(second, "Ben", "timing", Start.AddDays(9), "No.", "another"), Start.AddHours(2));
        Assert.Equal(("handoff-already-decided", detail), (refusal!.Code, refusal.Detail));
        Assert.Equal(("Ana", Start.AddHours(1), "spam", null, null, null),
            (handoff.DecidedBy, handoff.DecidedAt, handoff.Reason, handoff.ReturnAfter, handoff.Note, handoff.Journey));
    }

    [Fact]
    public void Only_an_identical_answer_repeats_the_decision_of_the_handoff()
    {
        var handoff = Received();
        var answer = new HandoffAnswer(HandoffDecision.Recycle, "Ana", "timing", Start.AddDays(9), "Later.", "next-budget");
        Assert.False(handoff.HasDecision(answer, null));
        Decide(handoff, answer, Start.AddHours(1));

        Assert.True(handoff.HasDecision(answer, null));
        Assert.True(handoff.HasDecision(answer, Start.AddHours(1)));
        Assert.False(handoff.HasDecision(answer, Start.AddHours(2)));
        Assert.False(handoff.HasDecision(answer with { Decision = HandoffDecision.Reject }, null));
        Assert.False(handoff.HasDecision(answer with { DecidedBy = "Ben" }, null));
        Assert.False(handoff.HasDecision(answer with { Reason = "no-budget" }, null));
        Assert.False(handoff.HasDecision(answer with { ReturnAfter = null }, null));
        Assert.False(handoff.HasDecision(answer with { Note = null }, null));
        Assert.False(handoff.HasDecision(answer with { Journey = null }, null));
    }

    [Fact]
    public void A_historical_decision_may_be_earlier_than_the_arrival_of_the_handoff()
    {
        var handoff = Handoff.Receive(Steps.Qualified(lead), Start, Start.AddHours(4), Start.AddYears(3));
        Value(handoff.Accept(new(HandoffDecision.Accept, "Ana", null, null, null), Start.AddDays(1)));
        Assert.Equal(Start.AddDays(1), handoff.DecidedAt);
    }

    private Handoff Received() => Handoff.Receive(Steps.Qualified(lead), Start, Start.AddHours(4), Start);

    private static T Value<T>(Result<T> decided)
        where T : notnull
    {
        Assert.False(decided.IsRefused(out _, out var value));
        return value!;
    }

    private static Refusal? Decide(Handoff handoff, HandoffAnswer answer, DateTimeOffset at) => answer.Decision switch
    {
        HandoffDecision.Accept => handoff.Accept(answer, at).Refusal,
        HandoffDecision.Reject => handoff.Reject(answer, at).Refusal,
        _ => handoff.Recycle(answer, at).Refusal,
    };
}
