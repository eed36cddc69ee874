using Funnel.Contracts.Marketing;
using Funnel.Marketing.Origins;
using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Leads;

/// <summary>
/// A handoff to Sales, one for each lead and cycle. It never changes. Channel, source and campaign are copied from the lead, so
/// that the figures of the past stay as they are.
/// </summary>
internal sealed class Qualification
{
    private Qualification()
    {
    }

    public Guid LeadId { get; private init; }

    public int Cycle { get; private init; }

    public int RuleSetVersion { get; private init; }

    public decimal Score { get; private init; }

    public decimal Threshold { get; private init; }

    public IReadOnlyList<ScoreContribution> Contributions { get; private init; } = [];

    public string? Channel { get; private init; }

    public string? Source { get; private init; }

    public string? Campaign { get; private init; }

    public DateTimeOffset QualifiedAt { get; private init; }

    public static Qualification Of(LeadQualified fact, Lead lead, DateTimeOffset qualifiedAt) => new()
    {
        LeadId = fact.LeadId,
        Cycle = fact.Cycle,
        RuleSetVersion = fact.RuleSetVersion,
        Score = fact.Score,
        Threshold = fact.Threshold,
        Contributions = fact.Contributions,
        Channel = lead.Channel,
        Source = lead.First.Source,
        Campaign = lead.First.Campaign,
        QualifiedAt = qualifiedAt,
    };
}

internal sealed class QualificationMapping : IEntityTypeConfiguration<Qualification>
{
    public void Configure(EntityTypeBuilder<Qualification> builder)
    {
        builder.ToTable("qualifications");
        builder.HasKey(qualification => new { qualification.LeadId, qualification.Cycle });
        builder.Property(qualification => qualification.Score).HasPrecision(12, 2);
        builder.Property(qualification => qualification.Threshold).HasPrecision(9, 2);
        builder.Property(qualification => qualification.Contributions).HasJson();
        builder.Property(qualification => qualification.Channel).HasMaxLength(Channels.LongestName);
        builder.Property(qualification => qualification.Source).HasMaxLength(Utm.LongestValue);
        builder.Property(qualification => qualification.Campaign).HasMaxLength(Utm.LongestValue);
        builder.HasIndex(qualification => qualification.QualifiedAt);
    }
}
