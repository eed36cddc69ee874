using Funnel.Sales.Accounts;
using Funnel.Sales.Competitors;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Pipeline;

internal sealed class OpportunityMapping : IEntityTypeConfiguration<Opportunity>
{
    public void Configure(EntityTypeBuilder<Opportunity> builder)
    {
        builder.ToTable("opportunities");
        builder.HasUpdatedAt();
        builder.Property(opportunity => opportunity.ExternalId).HasMaxLength(Opportunity.ExternalIdLength);
        builder.Property(opportunity => opportunity.Name).HasMaxLength(Opportunity.NameLength);
        builder.Property(opportunity => opportunity.Probability).HasPrecision(5, 4);
        builder.Ignore(opportunity => opportunity.Totals);
        builder.Property(opportunity => opportunity.Currency).HasMaxLength(Money.CurrencyLength);
        builder.Property(opportunity => opportunity.Status).HasConversion<string>().HasMaxLength(20);
        builder.Property(opportunity => opportunity.ForecastCategory).HasConversion<string>().HasMaxLength(20);
        builder.Property(opportunity => opportunity.ForecastOverride).HasConversion<string>().HasMaxLength(20);
        builder.Property(opportunity => opportunity.Reason).HasMaxLength(Sales.Reasons.Reason.CodeLength);
        builder.Property(opportunity => opportunity.SearchText).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.Property(opportunity => opportunity.Fields).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
        builder.HasOne<Competitor>().WithMany().HasForeignKey(opportunity => opportunity.LostTo).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(opportunity => opportunity.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(opportunity => opportunity.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Handoff>().WithOne().HasForeignKey<Opportunity>(opportunity => opportunity.HandoffId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Representative>().WithMany().HasForeignKey(opportunity => opportunity.OwnerId).OnDelete(DeleteBehavior.Restrict);
        // The database refuses a stage of another pipeline.
        builder.HasOne<Stage>().WithMany().HasForeignKey(opportunity => new { opportunity.Pipeline, opportunity.Stage })
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(opportunity => opportunity.StageHistory).WithOne().HasForeignKey(entry => entry.OpportunityId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(opportunity => opportunity.AmountHistory).WithOne().HasForeignKey(entry => entry.OpportunityId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(opportunity => opportunity.CloseDateHistory).WithOne().HasForeignKey(entry => entry.OpportunityId)
            .OnDelete(DeleteBehavior.Restrict);

        builder.HasMany(opportunity => opportunity.Lines).WithOne().HasForeignKey(line => line.OpportunityId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.Property(opportunity => opportunity.LinesRevision).IsConcurrencyToken();

        builder.HasIndex(opportunity => opportunity.ExternalId).IsUnique();
        builder.HasIndex(opportunity => opportunity.LeadId);
        builder.HasIndex(opportunity => new { opportunity.Status, opportunity.Id }).IsDescending(false, true);
        builder.HasIndex(opportunity => opportunity.Fields).HasMethod("gin").HasOperators("jsonb_path_ops");
        // The orders of the list, for all opportunities and for one status: a page is one step in an index.
        builder.HasIndex(opportunity => new { opportunity.Amount, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.ExpectedCloseDate, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.StageEnteredAt, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.ClosedAt, opportunity.Id }).HasFilter("closed_at is not null");
        builder.HasIndex(opportunity => new { opportunity.Status, opportunity.Amount, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.Status, opportunity.ExpectedCloseDate, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.Status, opportunity.StageEnteredAt, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.Pipeline, opportunity.Stage, opportunity.Id });
        builder.HasIndex(opportunity => new { opportunity.Stage, opportunity.Id });
        // The board; the open opportunities of a stage, a pipeline and an owner; the stalled opportunities.
        builder.HasIndex(opportunity => new { opportunity.Pipeline, opportunity.Stage, opportunity.ExpectedCloseDate, opportunity.Id })
            .HasFilter("status = 'Open'")
            .IncludeProperties(opportunity => new { opportunity.Currency, opportunity.Amount, opportunity.OwnerId })
            .HasDatabaseName("ix_opportunities_board");
        builder.HasIndex(opportunity => new { opportunity.Pipeline, opportunity.Stage, opportunity.Amount, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_stage_by_amount");
        builder.HasIndex(opportunity => new { opportunity.Pipeline, opportunity.Stage, opportunity.StageEnteredAt, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_stage_by_stay");
        builder.HasIndex(opportunity => new { opportunity.Pipeline, opportunity.ExpectedCloseDate, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_pipeline");
        builder.HasIndex(opportunity => new { opportunity.Pipeline, opportunity.Amount, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_pipeline_by_amount");
        builder.HasIndex(opportunity => new { opportunity.OwnerId, opportunity.ExpectedCloseDate, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_owner");
        builder.HasIndex(opportunity => new { opportunity.OwnerId, opportunity.Amount, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_owner_by_amount");
        builder.HasIndex(opportunity => new { opportunity.OwnerId, opportunity.StageEnteredAt, opportunity.Id })
            .HasFilter("status = 'Open'").HasDatabaseName("ix_opportunities_open_of_owner_by_stay");
        builder.HasIndex(opportunity => new { opportunity.StageEnteredAt, opportunity.Id }, "ix_opportunities_stalled")
            .HasFilter("stalled_at is not null").HasDatabaseName("ix_opportunities_stalled");
        builder.HasIndex(opportunity => new { opportunity.OwnerId, opportunity.Id }).IsDescending(false, true);
        builder.HasIndex(opportunity => new { opportunity.AccountId, opportunity.Id }).IsDescending(false, true);
    }
}

internal sealed class StageEntryMapping : IEntityTypeConfiguration<StageEntry>
{
    public void Configure(EntityTypeBuilder<StageEntry> builder)
    {
        builder.ToTable("stage_history");
        builder.HasKey(entry => new { entry.OpportunityId, entry.Sequence });
        builder.Property(entry => entry.Sequence).ValueGeneratedNever();
        builder.Property(entry => entry.Probability).HasPrecision(5, 4);
        builder.Property(entry => entry.FromStage).HasMaxLength(SalesPipeline.CodeLength);
        builder.Property(entry => entry.ToStage).HasMaxLength(SalesPipeline.CodeLength);
    }
}

internal sealed class AmountEntryMapping : IEntityTypeConfiguration<AmountEntry>
{
    public void Configure(EntityTypeBuilder<AmountEntry> builder)
    {
        builder.ToTable("amount_history");
        builder.HasKey(entry => new { entry.OpportunityId, entry.Sequence });
        builder.Property(entry => entry.Sequence).ValueGeneratedNever();
    }
}

internal sealed class CloseDateEntryMapping : IEntityTypeConfiguration<CloseDateEntry>
{
    public void Configure(EntityTypeBuilder<CloseDateEntry> builder)
    {
        builder.ToTable("close_date_history");
        builder.HasKey(entry => new { entry.OpportunityId, entry.Sequence });
        builder.Property(entry => entry.Sequence).ValueGeneratedNever();
    }
}
