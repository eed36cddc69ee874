using Funnel.Sales.Accounts;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Customers;

internal sealed class CustomerMapping : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers");
        builder.HasUpdatedAt();
        builder.Property(customer => customer.ChurnReason).HasMaxLength(Sales.Reasons.Reason.CodeLength);
        builder.Property(customer => customer.Revision).IsConcurrencyToken();
        builder.HasOne<Account>().WithOne().HasForeignKey<Customer>(customer => customer.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(customer => customer.FirstOpportunityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Representative>().WithMany().HasForeignKey(customer => customer.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(customer => customer.Contracts).WithOne().HasForeignKey(contract => contract.CustomerId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(customer => new { customer.OwnerId, customer.Id }).IsDescending(false, true);
        builder.HasIndex(customer => customer.EvangelistSince).HasFilter("evangelist_since is not null");
        builder.HasIndex(customer => customer.ChurnedOn).HasFilter("churned_on is not null");
    }
}

internal sealed class ContractMapping : IEntityTypeConfiguration<Contract>
{
    public void Configure(EntityTypeBuilder<Contract> builder)
    {
        builder.ToTable("contracts");
        builder.Property(contract => contract.Id).ValueGeneratedNever();
        builder.Property(contract => contract.ExternalId).HasMaxLength(Contract.ExternalIdLength);
        builder.Property(contract => contract.Name).HasMaxLength(Contract.NameLength);
        builder.Property(contract => contract.Currency).HasMaxLength(Money.CurrencyLength);
        builder.Property(contract => contract.StoppedBy).HasConversion<string>().HasMaxLength(20);
        builder.Property(contract => contract.ChurnReason).HasMaxLength(Sales.Reasons.Reason.CodeLength);
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(contract => contract.OpportunityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contract>().WithOne().HasForeignKey<Contract>(contract => contract.PredecessorId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Opportunity>().WithOne().HasForeignKey<Contract>(contract => contract.RenewalOpportunityId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(contract => contract.RenewalOpensOn).Ignore(contract => contract.TermMonths);
        builder.HasMany(contract => contract.Amounts).WithOne().HasForeignKey(entry => entry.ContractId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(contract => contract.ExternalId).IsUnique();
        builder.HasIndex(contract => new { contract.Currency, contract.CustomerId });
        builder.HasIndex(contract => contract.EndsOn, "ix_contracts_running_ends_on").HasFilter("stopped_on is null");
    }
}

internal sealed class ContractAmountMapping : IEntityTypeConfiguration<ContractAmount>
{
    public void Configure(EntityTypeBuilder<ContractAmount> builder)
    {
        builder.ToTable("contract_amounts");
        builder.HasKey(entry => new { entry.ContractId, entry.Sequence });
        builder.Property(entry => entry.Sequence).ValueGeneratedNever();
    }
}

internal sealed class RevenueSpanMapping : IEntityTypeConfiguration<RevenueSpan>
{
    public void Configure(EntityTypeBuilder<RevenueSpan> builder)
    {
        builder.HasNoKey().ToView("revenue_spans");
    }
}
