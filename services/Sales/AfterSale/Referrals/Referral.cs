using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Referrals;

/// <summary>A company that a customer has referred to us.</summary>
internal sealed class Referral : IVersioned
{
    public const int CompanyLength = 200;
    public const int PersonLength = 200;
    public const int NoteLength = 2000;

    private Referral()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>The customer that made the referral.</summary>
    public Guid CustomerId { get; private init; }

    public string Company { get; private init; } = "";

    public string? Person { get; private init; }

    public string? Note { get; private init; }

    public DateTimeOffset ReferredAt { get; private init; }

    /// <summary>The opportunity that came from the referral; unique.</summary>
    public Guid? OpportunityId { get; private set; }

    /// <summary>The time at which the opportunity was linked.</summary>
    public DateTimeOffset? ActedOnAt { get; private set; }

    public int Version { get; private set; }

    public static Referral Create(Guid customer, string company, string? person, string? note, DateTimeOffset at, DateTimeOffset now) =>
        new()
    {
        Id = Guid.CreateVersion7(now),
        CustomerId = customer,
        Company = company,
        Person = person,
        Note = note,
        ReferredAt = at,
    };

    /// <summary>Links the opportunity that came from the referral. Linking the same opportunity again changes nothing.</summary>
    public Result LinkOpportunity(Guid opportunity, DateTimeOffset now)
    {
        if (OpportunityId is { } linked)
        {
            return linked == opportunity ? Result.Done : ReferralRefusals.LinkedTo(linked);
        }

        (OpportunityId, ActedOnAt, Version) = (opportunity, now, Version + 1);
        return Result.Done;
    }
}
