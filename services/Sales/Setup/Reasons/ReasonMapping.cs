using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Reasons;

internal sealed class ReasonMapping : IEntityTypeConfiguration<Reason>
{
    public void Configure(EntityTypeBuilder<Reason> builder)
    {
        builder.ToTable("reasons");
        builder.HasKey(reason => new { reason.Kind, reason.Code });
        builder.Property(reason => reason.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(reason => reason.Code).HasMaxLength(Reason.CodeLength);
        builder.Property(reason => reason.Label).HasMaxLength(Reason.LabelLength);
        builder.Property(reason => reason.Version).IsConcurrencyToken();
        builder.HasData(
            Reason.List(ReasonKind.Reject, "bad-data", "Bad data"),
            Reason.List(ReasonKind.Reject, "duplicate", "Duplicate"),
            Reason.List(ReasonKind.Reject, "competitor", "Competitor"),
            Reason.List(ReasonKind.Reject, "student-or-job-seeker", "Student or job seeker"),
            Reason.List(ReasonKind.Reject, "wrong-region", "Wrong region"),
            Reason.List(ReasonKind.Reject, "spam", "Spam"),
            Reason.List(ReasonKind.Reject, "existing-customer", "Existing customer"),
            Reason.List(ReasonKind.Recycle, "no-budget", "No budget"),
            Reason.List(ReasonKind.Recycle, "no-authority", "No authority"),
            Reason.List(ReasonKind.Recycle, "no-need-yet", "No need yet"),
            Reason.List(ReasonKind.Recycle, "timing", "Timing"),
            Reason.List(ReasonKind.Recycle, "no-response", "No response"),
            Reason.List(ReasonKind.Recycle, "incumbent-contract", "Incumbent contract"),
            Reason.List(ReasonKind.Recycle, "wrong-product", "Wrong product"),
            Reason.List(ReasonKind.Win, "best-fit", "Best fit"),
            Reason.List(ReasonKind.Win, "price", "Price"),
            Reason.List(ReasonKind.Win, "relationship", "Relationship"),
            Reason.List(ReasonKind.Win, "service", "Service"),
            Reason.List(ReasonKind.Win, "not-recorded", "Not recorded"),
            Reason.List(ReasonKind.Loss, "price", "Price"),
            Reason.List(ReasonKind.Loss, "no-budget", "No budget"),
            Reason.List(ReasonKind.Loss, "no-decision", "No decision"),
            Reason.List(ReasonKind.Loss, "competitor", "Competitor"),
            Reason.List(ReasonKind.Loss, "missing-feature", "Missing feature"),
            Reason.List(ReasonKind.Loss, "timing", "Timing"),
            Reason.List(ReasonKind.Loss, "no-response", "No response"),
            Reason.List(ReasonKind.Loss, "not-recorded", "Not recorded"),
            Reason.List(ReasonKind.Churn, "price", "Price"),
            Reason.List(ReasonKind.Churn, "no-budget", "No budget"),
            Reason.List(ReasonKind.Churn, "competitor", "Competitor"),
            Reason.List(ReasonKind.Churn, "missing-feature", "Missing feature"),
            Reason.List(ReasonKind.Churn, "service", "Service"),
            Reason.List(ReasonKind.Churn, "no-need", "No need any more"),
            Reason.List(ReasonKind.Churn, "out-of-business", "Out of business"),
            Reason.List(ReasonKind.Churn, "no-response", "No response"),
            Reason.List(ReasonKind.Churn, "not-recorded", "Not recorded"),
            Reason.List(ReasonKind.Reopen, "closed-by-mistake", "Closed by mistake"),
            Reason.List(ReasonKind.Reopen, "buyer-changed-mind", "The buyer changed their mind"),
            Reason.List(ReasonKind.Reopen, "order-cancelled", "The order was cancelled"));
    }
}
