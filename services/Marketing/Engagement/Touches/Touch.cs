using System.Security.Cryptography;
using System.Text;
using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Origins;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Touches;

/// <summary>One engagement of a lead with us. It never changes, because every figure is computed from the log of touches.</summary>
[IsRecord]
internal sealed class Touch
{
    private static readonly string Kinds = string.Join(", ", Enum.GetNames<TouchKind>().Where(name => name != nameof(TouchKind.Unknown))
        .Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));

    private Touch()
    {
    }

    public Guid Id { get; private init; }

    public Guid LeadId { get; private init; }

    public TouchKind Kind { get; private init; }

    public string? Asset { get; private init; }

    public string? Url { get; private init; }

    public string? Referrer { get; private init; }

    public string? ClickId { get; private init; }

    public Utm Utm { get; private init; } = Utm.None;

    public string? Channel { get; private init; }

    /// <summary>The id in the system of the sender.</summary>
    public string? ExternalId { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    public DateTimeOffset RecordedAt { get; private init; }

    public static Result<Touch> Record(Guid leadId, TouchDetails details, DateTimeOffset now)
    {
        if (details.Kind == TouchKind.Unknown)
        {
            return TouchRefusals.KindUnknown.Because($"`kind` is missing or unknown. The kinds are: {Kinds}.");
        }

        if (OccurredTimes.Check(now, details.OccurredAt).IsRefused(out var refusal))
        {
            return refusal;
        }

        var utm = (details.Utm ?? Utm.None).FilledFrom(details.Url);
        var externalId = TextKey.ShowOrNull(details.ExternalId);
        return new Touch
        {
            Id = details.Id ?? (externalId is null ? Guid.CreateVersion7(now) : IdOf(leadId, externalId)),
            LeadId = leadId,
            Kind = details.Kind,
            Asset = TextKey.ShowOrNull(details.Asset),
            Url = details.Url.OrNull(),
            Referrer = details.Referrer.OrNull(),
            ClickId = details.ClickId.OrNull(),
            Utm = utm,
            Channel = Channels.Derive(
                TextKey.ShowOrNull(details.Channel), details.Kind, details.ClickId.OrNull(), utm, details.Referrer.OrNull(),
                details.Url.OrNull()),
            ExternalId = externalId,
            OccurredAt = (details.OccurredAt ?? now).ToMicroseconds(),
            RecordedAt = now.ToMicroseconds(),
        };
    }

    public TouchRecorded Recorded() =>
        new(Id, LeadId, Kind, Asset, Channel, Utm.Source, Utm.Medium, Utm.Campaign, Utm.Term, Utm.Content, Url, Referrer);

    /// <summary>
    /// Derives the id of a touch from the lead and the id of the sender (a UUID of version 8), so that the primary key finds a
    /// touch that was sent before.
    /// </summary>
    internal static Guid IdOf(Guid leadId, string externalId)
    {
        var hash = SHA256.HashData([.. leadId.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(externalId)]).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash, bigEndian: true);
    }
}
