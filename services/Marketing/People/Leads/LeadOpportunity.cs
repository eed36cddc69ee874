using Funnel.Contracts.Sales;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Leads;

/// <summary>The outcome of an opportunity.</summary>
public enum OpportunityOutcome
{
    Open,
    Won,
    Lost,
}

/// <summary>An opportunity of a lead, as Sales published it. The end may be heard before the beginning.</summary>
internal sealed class LeadOpportunity
{
    private LeadOpportunity()
    {
    }

    public Guid Id { get; private init; }

    public Guid LeadId { get; private init; }

    public OpportunityOutcome Outcome { get; private set; }

    /// <summary>The first amount; after the end, the final amount.</summary>
    public decimal Amount { get; private set; }

    public string Currency { get; private set; } = "";

    /// <summary>The reason why it was won or lost.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The number of the last heard fact that closed, corrected or reopened the opportunity. Earlier ones do not count.</summary>
    public int ClosingSequence { get; private set; }

    public static LeadOpportunity Of(Guid id, Guid leadId) => new() { Id = id, LeadId = leadId };

    public void Hear(OpportunityCreated fact, DateTimeOffset at)
    {
        if (ClosingSequence == 0)
        {
            (Amount, Currency, OpenedAt) = (fact.Amount, fact.Currency, at);
        }
    }

    public void Hear(OpportunityWon fact, DateTimeOffset at, int sequence) =>
        Close(OpportunityOutcome.Won, fact.Amount, fact.Currency, fact.Reason, fact.OpenedAt, at, sequence);

    public void Hear(OpportunityLost fact, DateTimeOffset at, int sequence) =>
        Close(OpportunityOutcome.Lost, fact.Amount, fact.Currency, fact.Reason, fact.OpenedAt, at, sequence);

    public void Hear(OpportunityReopened fact, int sequence) =>
        Close(OpportunityOutcome.Open, fact.Amount, fact.Currency, null, fact.OpenedAt, null, sequence);

    public void Hear(OpportunityCorrected fact, int sequence) =>
        Close(fact.Outcome == "won" ? OpportunityOutcome.Won : OpportunityOutcome.Lost, fact.Amount, fact.Currency, fact.Reason,
            fact.OpenedAt, fact.ClosedAt, sequence);

    private void Close(OpportunityOutcome outcome, decimal amount, string currency, string? reason, DateTimeOffset openedAt,
        DateTimeOffset? closedAt, int sequence)
    {
        if (sequence > ClosingSequence)
        {
            (Outcome, Amount, Currency, Reason, ClosingSequence) = (outcome, amount, currency, reason, sequence);
            (OpenedAt, ClosedAt) = (openedAt.ToMicroseconds(), closedAt?.ToMicroseconds());
        }
    }
}

internal sealed class LeadOpportunityMapping : IEntityTypeConfiguration<LeadOpportunity>
{
    public void Configure(EntityTypeBuilder<LeadOpportunity> builder)
    {
        builder.ToTable("opportunities");
        builder.HasKey(opportunity => opportunity.Id);
        builder.Property(opportunity => opportunity.Id).ValueGeneratedNever();
        builder.Property(opportunity => opportunity.Outcome).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(opportunity => opportunity.LeadId);
    }
}
