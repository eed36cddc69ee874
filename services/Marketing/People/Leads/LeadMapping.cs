using Funnel.Marketing.Origins;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Leads;

internal sealed class LeadMapping : IEntityTypeConfiguration<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> builder)
    {
        builder.ToTable("leads");
        builder.Property(lead => lead.Email).HasMaxLength(EmailAddress.Longest);
        builder.Property(lead => lead.ExternalId).HasMaxLength(ContactDetails.LongestExternalId);
        builder.Property(lead => lead.Phone).HasMaxLength(ContactDetails.LongestPhone);
        builder.Property(lead => lead.FullName).HasMaxLength(ContactDetails.LongestText);
        builder.Property(lead => lead.Company).HasMaxLength(ContactDetails.LongestText);
        builder.Property(lead => lead.JobTitle).HasMaxLength(ContactDetails.LongestText);
        builder.Property(lead => lead.Country).HasMaxLength(ContactDetails.LongestCountry);
        builder.Property(lead => lead.Channel).HasMaxLength(Channels.LongestName);
        builder.Property(lead => lead.LandingPage).HasMaxLength(Origin.LongestUrl);
        builder.Property(lead => lead.Referrer).HasMaxLength(Origin.LongestUrl);
        builder.Property(lead => lead.Stage).HasConversion<string>().HasMaxLength(20);
        builder.ComplexProperty(lead => lead.First, utm => utm.Map("first_"));

        // A decision of Sales changes the stage and publishes nothing, so the sequence alone would not detect two writers.
        builder.Property<uint>("xmin").IsRowVersion();

        builder.HasIndex(lead => lead.Email).IsUnique();
        builder.HasIndex(lead => lead.ExternalId).IsUnique();
        builder.HasIndex(lead => lead.Phone).IsUnique().HasFilter("email is null and external_id is null");
        builder.HasIndex(lead => new { lead.Stage, lead.Id });
        builder.HasIndex(lead => new { lead.ChannelKey, lead.Id });
    }
}
