using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Accounts;

internal sealed class ContactMapping : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts");
        builder.HasUpdatedAt();
        builder.Ignore(contact => contact.Details);
        builder.Property(contact => contact.Id).ValueGeneratedNever();
        // Marketing limits the length of what a context pack brings.
        builder.Property(contact => contact.FullName).HasColumnType("text");
        builder.Property(contact => contact.SearchText).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.Property(contact => contact.Email).HasColumnType("text");
        builder.Property(contact => contact.Phone).HasColumnType("text");
        builder.Property(contact => contact.PhoneKey).HasMaxLength(20);
        builder.Property(contact => contact.JobTitle).HasColumnType("text");
        builder.Property(contact => contact.Version).IsConcurrencyToken();
        builder.Property(contact => contact.Fields).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
        builder.HasIndex(contact => contact.Fields).HasMethod("gin").HasOperators("jsonb_path_ops");
        builder.HasOne<Contact>().WithMany().HasForeignKey(contact => contact.MergedIntoId).OnDelete(DeleteBehavior.Restrict);

        // A merged contact keeps its email and number, by which it is still found. Another contact may have taken them over.
        builder.HasIndex(contact => contact.Email).IsUnique().HasFilter("merged_into_id is null");
        builder.HasIndex(contact => contact.NameKey).HasFilter("email is null and phone is null and merged_into_id is null");
        builder.HasIndex(contact => contact.PhoneKey).IsUnique().HasFilter("merged_into_id is null");
        builder.HasIndex(contact => contact.Email, "ix_contacts_merged_email").HasFilter("merged_into_id is not null");
        builder.HasIndex(contact => contact.PhoneKey, "ix_contacts_merged_phone").HasFilter("merged_into_id is not null");
        builder.HasIndex(contact => contact.MergedIntoId).HasFilter("merged_into_id is not null");
    }
}

internal sealed class AccountContactMapping : IEntityTypeConfiguration<AccountContact>
{
    public void Configure(EntityTypeBuilder<AccountContact> builder)
    {
        builder.ToTable("account_contacts");
        builder.Property(link => link.Id).ValueGeneratedNever();
        builder.Property(link => link.Role).HasConversion<string>().HasMaxLength(20);
        builder.HasOne<Account>().WithMany().HasForeignKey(link => link.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(link => link.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(link => new { link.AccountId, link.ContactId }).IsUnique().IsDescending(false, true);
        builder.HasIndex(link => link.ContactId);
    }
}
