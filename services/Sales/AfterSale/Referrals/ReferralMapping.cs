using Funnel.Sales.Customers;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Referrals;

internal sealed class ReferralMapping : IEntityTypeConfiguration<Referral>
{
    public void Configure(EntityTypeBuilder<Referral> builder)
    {
        builder.ToTable("referrals");
        builder.HasUpdatedAt();
        builder.Property(referral => referral.Id).ValueGeneratedNever();
        builder.Property(referral => referral.Company).HasMaxLength(Referral.CompanyLength);
        builder.Property(referral => referral.Person).HasMaxLength(Referral.PersonLength);
        builder.Property(referral => referral.Note).HasMaxLength(Referral.NoteLength);
        builder.Property(referral => referral.Version).IsConcurrencyToken();
        builder.HasOne<Customer>().WithMany().HasForeignKey(referral => referral.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Opportunity>().WithOne().HasForeignKey<Referral>(referral => referral.OpportunityId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(referral => new { referral.CustomerId, referral.Id }).IsDescending(false, true);
    }
}
