using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Origins;

namespace Funnel.Marketing.Tests.Leads;

/// <summary>The rules of a lead, without a database.</summary>
public sealed class LeadTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LeadContext Context = new(null, null, null, null, null, null, null, null, null, null, [], []);

    private static readonly LeadScore Score = new(
        1, 60, 0, 60, 50, [new ScoreContribution("high-intent-form", Contracts.ScoreAxis.Engagement, 60, null, null)]);

    [Fact]
    public void A_new_lead_is_in_its_first_cycle_and_keeps_its_origin()
    {
        var lead = Lead.Capture(
            Contact(email: "Ada@Example.com "), new("paid", new() { Campaign = "spring" }, "https://example.com", null), Start,
            Start.AddDays(1));

        Assert.Equal((LeadStage.Lead, 1, Start, "ada@example.com"), (lead.Stage, lead.Cycle, lead.CapturedAt, lead.Email));
        Assert.Equal(("paid", "spring"), (lead.Captured().Channel, lead.Captured().Campaign));
    }

    [Fact]
    public void Identifying_fills_blank_fields_and_overwrites_none()
    {
        var lead = New(email: "ada@example.com", fullName: "Ada");
        var fact = lead.Identify(Contact(email: "ada@example.com", externalId: "crm-1", fullName: "Somebody Else")).Value.Fact;

        Assert.Equal(("Ada", "crm-1"), (lead.FullName, lead.ExternalId));
        Assert.Equal(("Ada", "crm-1"), (fact!.FullName, fact.ExternalId));
    }

    [Fact]
    public void Identifying_with_known_details_publishes_no_fact()
    {
        var lead = New(email: "ada@example.com", fullName: "Ada");
        Assert.Null(lead.Identify(Contact(email: "ada@example.com", fullName: "Other")).Value.Fact);
    }

    [Theory]
    [InlineData("other@example.com", "crm-1")]
    [InlineData("ada@example.com", "crm-2")]
    public void Another_identity_is_refused_and_changes_nothing(string email, string externalId)
    {
        var lead = New(email: "ada@example.com", externalId: "crm-1");
        var refusal = lead.Identify(Contact(email, externalId, fullName: "Ada")).Refusal;

        Assert.Equal(LeadRefusals.IdentityConflict.Code, refusal!.Code);
        Assert.Null(lead.FullName);
    }

    [Fact]
    public void Qualifying_hands_the_lead_over_with_its_score_once_in_a_cycle()
    {
        var lead = New();
        var fact = lead.Qualify(Score, Context, Start.AddDays(1)).Value!;

        Assert.Equal((lead.Id, 1, 60m, 50m, "high-intent-form"),
            (fact.LeadId, fact.Cycle, fact.Score, fact.Threshold, fact.Contributions.Single().Rule));
        Assert.Equal((LeadStage.Mql, Start.AddDays(1)), (lead.Stage, lead.QualifiedAt));
        Assert.Equal("already-qualified", lead.Qualify(Score, Context, Start.AddDays(2)).Refusal!.Code);
        Assert.Equal(Start.AddDays(1), lead.QualifiedAt);
    }

    [Fact]
    public void An_accepted_lead_is_sales_accepted_and_a_rejected_lead_is_disqualified()
    {
        var (accepted, rejected) = (New(), New());
        accepted.Hear(new LeadAccepted(default, accepted.Id, 1, "Ann", null, null));
        rejected.Hear(new LeadRejected(default, rejected.Id, 1, "Ann", "spam", null));

        Assert.Equal((LeadStage.Sal, LeadStage.Disqualified), (accepted.Stage, rejected.Stage));
    }

    [Fact]
    public void A_recycle_starts_the_next_cycle_which_qualifies_only_after_the_return_date()
    {
        var lead = New();
        lead.Qualify(Score, Context, Start);
        var ended = Recycle(lead, cycle: 1, at: Start.AddDays(10), returnAfter: Start.AddDays(40));

        Assert.Equal((1, "recycled", Start.AddDays(40)), (ended!.Cycle, ended.Reason, ended.ReturnAfter));
        Assert.Equal((LeadStage.Lead, 2, Start.AddDays(10)), (lead.Stage, lead.Cycle, lead.CycleStartedAt));
        Assert.Equal("not-yet", lead.Qualify(Score, Context, Start.AddDays(39)).Refusal!.Code);
        Assert.Equal(2, lead.Qualify(Score, Context, Start.AddDays(40)).Value!.Cycle);
        Assert.Equal(LeadStage.Mql, lead.Stage);
    }

    [Fact]
    public void A_recycle_of_an_earlier_cycle_ends_nothing()
    {
        var lead = New();
        Recycle(lead, cycle: 2, at: Start.AddDays(20), returnAfter: null);

        Assert.Null(Recycle(lead, cycle: 1, at: Start.AddDays(10), returnAfter: Start.AddDays(90)));
        Assert.Equal((3, Start.AddDays(20), null), (lead.Cycle, lead.CycleStartedAt, lead.ReturnAfter));
    }

    [Fact]
    public void An_opportunity_makes_the_lead_sales_qualified_and_a_won_one_makes_it_a_customer_for_good()
    {
        var lead = New();
        lead.HearOpportunity(Start.AddDays(5), isWon: false);
        Assert.Equal((LeadStage.Sql, Start.AddDays(5)), (lead.Stage, lead.OpportunityAt));
        Assert.Equal("already-in-deal", lead.Qualify(Score, Context, Start.AddDays(5)).Refusal!.Code);

        lead.HearOpportunity(Start.AddDays(3), isWon: true);
        lead.Hear(new LeadRejected(default, lead.Id, 1, "Ann", "spam", null));
        Assert.Equal((LeadStage.Customer, Start.AddDays(3)), (lead.Stage, lead.OpportunityAt));
    }

    [Fact]
    public void A_moment_before_the_first_opportunity_can_still_qualify()
    {
        var lead = New();
        lead.HearOpportunity(Start.AddDays(5), isWon: false);
        Assert.NotNull(lead.Qualify(Score, Context, Start.AddDays(4)).Value);
        Assert.Equal(LeadStage.Sql, lead.Stage);
    }

    private static Lead New(string? email = "ada@example.com", string? externalId = null, string? fullName = null) =>
        Lead.Capture(Contact(email, externalId, fullName), new(null, Utm.None, null, null), Start, Start);

    private static ContactDetails Contact(string? email = null, string? externalId = null, string? fullName = null) =>
        ContactDetails.Read(new CaptureLeadRequest { Email = email, ExternalId = externalId, FullName = fullName }).Value!;

    private static LeadDequalified? Recycle(Lead lead, int cycle, DateTimeOffset at, DateTimeOffset? returnAfter) =>
        lead.Hear(new LeadRecycled(default, lead.Id, cycle, "Ann", "timing", returnAfter, null), at);
}
