using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Accounts;

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.HasUpdatedAt();
        builder.Ignore(account => account.Details);
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.Property(account => account.Name).HasMaxLength(Account.NameLength);
        // The composed form of some letters is longer than the name.
        builder.Property(account => account.NormalisedName).HasColumnType("text");
        builder.Property(account => account.SearchText).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.Property(account => account.Domain).HasMaxLength(Account.DomainLength);
        builder.Property(account => account.Industry).HasMaxLength(Account.IndustryLength);
        builder.Property(account => account.Country).HasMaxLength(2);
        builder.Property(account => account.Version).IsConcurrencyToken();
        builder.Property(account => account.Fields).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
        builder.HasIndex(account => account.Fields).HasMethod("gin").HasOperators("jsonb_path_ops");
        builder.HasOne<Representative>().WithMany().HasForeignKey(account => account.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(account => account.MergedIntoId).OnDelete(DeleteBehavior.Restrict);

        // A merged account keeps its name and domain, by which it is still found. Another account may then have the same.
        builder.HasIndex(account => account.NormalisedName).IsUnique().HasFilter("merged_into_id is null");
        builder.HasIndex(account => account.Domain).IsUnique().HasFilter("merged_into_id is null");
        builder.HasIndex(account => account.NormalisedName, "ix_accounts_merged_name").HasFilter("merged_into_id is not null");
        builder.HasIndex(account => account.Domain, "ix_accounts_merged_domain").HasFilter("merged_into_id is not null");
        builder.HasIndex(account => new { account.OwnerId, account.Id }).IsDescending(false, true);
        builder.HasIndex(account => new { account.Country, account.Id }).IsDescending(false, true);
        builder.HasIndex(account => new { account.Industry, account.Id }).IsDescending(false, true);
        builder.HasIndex(account => account.MergedIntoId).HasFilter("merged_into_id is not null");
    }
}
