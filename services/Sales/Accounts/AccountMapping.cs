using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Accounts;

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.Property(account => account.Name).HasMaxLength(Account.NameLength);
        builder.Property(account => account.NormalisedName).HasMaxLength(Account.NameLength);
        builder.Property(account => account.Domain).HasMaxLength(Account.DomainLength);
        builder.HasOne<Representative>().WithMany().HasForeignKey(account => account.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(account => account.NormalisedName).IsUnique();
        builder.HasIndex(account => account.Domain).IsUnique();
    }
}
