using System.ComponentModel.DataAnnotations;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Leads;

/// <summary>A person's agreement to be contacted.</summary>
public sealed record ConsentDetails
{
    public const int LongestText = 100;

    /// <summary>What for, such as <c>newsletter</c>.</summary>
    [Required, StringLength(LongestText)]
    public required string Purpose { get; init; }

    /// <summary>By what, such as <c>email</c>.</summary>
    [Required, StringLength(LongestText)]
    public required string Channel { get; init; }

    /// <summary>Such as <c>consent</c> or <c>legitimate-interest</c>.</summary>
    [Required, StringLength(LongestText)]
    public required string LegalBasis { get; init; }

    /// <summary>Version of the text that the person saw.</summary>
    [StringLength(LongestText)]
    public string? TextVersion { get; init; }

    /// <summary>When it was given, for history; without it, now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}

/// <summary>A line of the consent ledger, which is only ever appended to.</summary>
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

    public string LegalBasis { get; private init; } = "";

    public string? TextVersion { get; private init; }

    public DateTimeOffset GrantedAt { get; private init; }

    public static Result<ConsentEntry> Grant(Guid leadId, ConsentDetails details, DateTimeOffset capturedAt, DateTimeOffset now) =>
        OccurredTimes.Check(now, details.OccurredAt).Refusal is { } impossible
            ? impossible
            : new ConsentEntry
            {
                Id = Guid.CreateVersion7(now),
                LeadId = leadId,
                Purpose = details.Purpose.Trim(),
                Channel = details.Channel.Trim(),
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
        builder.HasIndex(consent => new { consent.LeadId, consent.Purpose, consent.Channel, consent.GrantedAt }).IsUnique();
    }
}
