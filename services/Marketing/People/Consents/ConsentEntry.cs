using Funnel.Contracts.Marketing;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Consents;

/// <summary>A line of the consent ledger. Lines are added and never changed.</summary>
[IsRecord]
internal sealed class ConsentEntry
{
    private ConsentEntry()
    {
    }

    public Guid Id { get; private init; }

    public Guid LeadId { get; private init; }

    public string Purpose { get; private init; } = "";

    public string Channel { get; private init; } = "";

    /// <summary>The identity keys of purpose and channel, by which consents are compared.</summary>
    public string PurposeKey { get; private init; } = "";

    public string ChannelKey { get; private init; } = "";

    public string LegalBasis { get; private init; } = "";

    public string? TextVersion { get; private init; }

    public DateTimeOffset GrantedAt { get; private init; }

    public static Result<ConsentEntry> Grant(Guid leadId, ConsentDetails details, DateTimeOffset capturedAt, DateTimeOffset now) =>
        OccurredTimes.Check(now, details.OccurredAt).IsRefused(out var refusal)
            ? refusal
            : new ConsentEntry
            {
                Id = Guid.CreateVersion7(now),
                LeadId = leadId,
                Purpose = details.Purpose.Trim(),
                Channel = details.Channel.Trim(),
                PurposeKey = TextKey.Identity(details.Purpose),
                ChannelKey = TextKey.Identity(details.Channel),
                LegalBasis = details.LegalBasis.Trim(),
                TextVersion = details.TextVersion.OrNull(),
                GrantedAt = (details.OccurredAt ?? capturedAt).ToMicroseconds(),
            };

    public ConsentGranted Granted() => new(LeadId, Purpose, Channel, LegalBasis, TextVersion);
}

internal sealed class ConsentMapping : IEntityTypeConfiguration<ConsentEntry>
{
    public void Configure(EntityTypeBuilder<ConsentEntry> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(consent => consent.Id);
        builder.Property(consent => consent.Id).ValueGeneratedNever();
        builder.Property(consent => consent.Purpose).HasMaxLength(ConsentDetails.LongestText);
        builder.Property(consent => consent.Channel).HasMaxLength(ConsentDetails.LongestText);
        builder.Property(consent => consent.LegalBasis).HasMaxLength(ConsentDetails.LongestText);
        builder.Property(consent => consent.TextVersion).HasMaxLength(ConsentDetails.LongestText);
        builder.HasIndex(consent => new { consent.LeadId, consent.PurposeKey, consent.ChannelKey, consent.GrantedAt }).IsUnique();
    }
}
