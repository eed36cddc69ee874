using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Accounts;

internal sealed class ContactMapping : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts");
        builder.Property(contact => contact.Id).ValueGeneratedNever();
        // What a context pack brings was measured by Marketing, not by us.
        builder.Property(contact => contact.FullName).HasColumnType("text");
        builder.Property(contact => contact.Email).HasColumnType("text");
        builder.Property(contact => contact.Phone).HasColumnType("text");
        builder.HasOne<Account>().WithMany().HasForeignKey(contact => contact.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(contact => contact.Email).IsUnique();
        builder.HasIndex(contact => new { contact.AccountId, contact.Id }).IsDescending(false, true);
    }
}
