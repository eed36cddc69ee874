using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Leads;

/// <summary>The decision of Sales on a handoff.</summary>
public enum DecisionKind
{
    Accepted,
    Rejected,
    Recycled,
}

/// <summary>The decision of Sales on one handoff of a lead. It never changes.</summary>
/// <param name="DecidedAt">When the person in Sales decided.</param>
internal sealed record SalesDecision(
    Guid LeadId, int Cycle, Guid HandoffId, DecisionKind Kind, string? Reason, string? Note, string DecidedBy, DateTimeOffset DecidedAt,
    DateTimeOffset? ReturnAfter = null);

internal sealed class SalesDecisionMapping : IEntityTypeConfiguration<SalesDecision>
{
    public void Configure(EntityTypeBuilder<SalesDecision> builder)
    {
        builder.ToTable("decisions");
        builder.HasKey(decision => new { decision.LeadId, decision.Cycle });
        builder.Property(decision => decision.Kind).HasConversion<string>().HasMaxLength(20);
    }
}
