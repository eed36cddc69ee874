using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Scoring;

internal sealed class RuleSetMapping : IEntityTypeConfiguration<RuleSet>
{
    public void Configure(EntityTypeBuilder<RuleSet> builder)
    {
        builder.ToTable("rule_sets");
        builder.Property(rules => rules.Threshold).HasPrecision(9, 2);
        builder.Property(rules => rules.Note).HasMaxLength(RuleSet.LongestNote);
        builder.Property(rules => rules.Rules).HasJson();
        builder.Property(rules => rules.Disqualifiers).HasJson();
        builder.HasIndex(rules => rules.Version).IsUnique();
        builder.Ignore(rules => rules.LongestWindow);
        builder.HasData(DefaultRules.Seed);
    }
}
