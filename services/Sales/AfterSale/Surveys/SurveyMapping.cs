using Funnel.Sales.Accounts;
using Funnel.Sales.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Surveys;

internal sealed class SurveyMapping : IEntityTypeConfiguration<Survey>
{
    public void Configure(EntityTypeBuilder<Survey> builder)
    {
        builder.ToTable("surveys");
        builder.HasUpdatedAt();
        builder.Property(survey => survey.Id).ValueGeneratedNever();
        builder.Property(survey => survey.Comment).HasMaxLength(Survey.CommentLength);
        builder.Property(survey => survey.ActedOnNote).HasMaxLength(Survey.CommentLength);
        builder.Property(survey => survey.Version).IsConcurrencyToken();
        builder.HasOne<Customer>().WithMany().HasForeignKey(survey => survey.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(survey => survey.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(survey => new { survey.CustomerId, survey.Id }).IsDescending(false, true);
        builder.HasIndex(survey => survey.AnsweredAt).HasFilter("answered_at is not null");
    }
}
