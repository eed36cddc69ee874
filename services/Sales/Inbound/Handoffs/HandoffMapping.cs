using System.Text.Json;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Handoffs;

internal sealed class HandoffMapping : IEntityTypeConfiguration<Handoff>
{
    public void Configure(EntityTypeBuilder<Handoff> builder)
    {
        builder.ToTable("handoffs");
        builder.HasUpdatedAt();
        builder.Property(handoff => handoff.Qualification).HasColumnType("jsonb").HasConversion(
            fact => JsonSerializer.Serialize(fact, CloudEventJson.Data),
            json => JsonSerializer.Deserialize<LeadQualified>(json, CloudEventJson.Data)!);
        builder.Property(handoff => handoff.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(handoff => handoff.DecidedBy).HasMaxLength(Handoff.DecidedByLength);
        builder.Property(handoff => handoff.Reason).HasMaxLength(Handoff.FreeReasonLength);
        builder.Property(handoff => handoff.Note).HasMaxLength(Handoff.NoteLength);
        builder.Property(handoff => handoff.LeadEmail).HasMaxLength(Contact.EmailLength);
        builder.Property(handoff => handoff.LeadPhone).HasMaxLength(Contact.PhoneLength);
        builder.Property(handoff => handoff.IsTaken).HasDefaultValue(false);
        builder.Property(handoff => handoff.Journey).HasMaxLength(Handoff.JourneyLength);
        builder.HasOne<Representative>().WithMany().HasForeignKey(handoff => handoff.RepresentativeId).OnDelete(DeleteBehavior.Restrict);

        builder.HasIndex(handoff => new { handoff.LeadId, handoff.Cycle }).IsUnique();
        builder.HasIndex(handoff => handoff.ExternalLeadId);
        builder.HasIndex(handoff => handoff.LeadEmail).HasFilter("lead_email is not null");
        builder.HasIndex(handoff => handoff.LeadPhone).HasFilter("lead_phone is not null");
        builder.HasIndex(handoff => new { handoff.Status, handoff.Id }).IsDescending(false, true);
        builder.HasIndex(handoff => new { handoff.RepresentativeId, handoff.Id }).IsDescending(false, true);
        builder.HasIndex(handoff => handoff.SlaDueAt).HasFilter("status = 'Pending'").HasDatabaseName("ix_handoffs_open_sla");
        builder.HasIndex(handoff => new { handoff.HandedOffAt, handoff.Id })
            .HasFilter("status = 'Pending' and representative_id is null").HasDatabaseName("ix_handoffs_queue");
    }
}
