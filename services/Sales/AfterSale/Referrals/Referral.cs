using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Referrals;

/// <summary>A customer named somebody who may buy too.</summary>
internal sealed class Referral : IVersioned
{
    public const int CompanyLength = 200;
    public const int PersonLength = 200;
    public const int NoteLength = 2000;

    private Referral()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Who named them.</summary>
    public Guid CustomerId { get; private init; }

    public string Company { get; private init; } = "";

    public string? Person { get; private init; }

    public string? Note { get; private init; }

    public DateTimeOffset ReferredAt { get; private init; }

    /// <summary>What came of it; unique.</summary>
    public Guid? OpportunityId { get; private set; }

    /// <summary>When somebody of ours made an opportunity of it.</summary>
    public DateTimeOffset? ActedOnAt { get; private set; }

    public int Version { get; private set; }

    public static Referral Hear(Guid customer, string company, string? person, string? note, DateTimeOffset at, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        CustomerId = customer,
        Company = company,
        Person = person,
        Note = note,
        ReferredAt = at,
    };

    public Refusal? Become(Guid opportunity, DateTimeOffset now)
    {
        if (OpportunityId is { } known)
        {
            return known == opportunity ? null : ReferralRefusals.Linked.Because($"It is the opportunity {known}.");
        }

        (OpportunityId, ActedOnAt, Version) = (opportunity, now, Version + 1);
        return null;
    }
}

internal static class ReferralRefusals
{
    public static readonly Refusal NotFound = new("referral-not-found", 404, "There is no such referral.");
    public static readonly Refusal Linked = new("referral-linked", 409, "An opportunity came of the referral already.");
    public static readonly Refusal OpportunityNotFound = new("opportunity-not-found", 422, "There is no such opportunity.");
    public static readonly Refusal OpportunityTaken = new("opportunity-of-another-referral", 409, "The opportunity came of another referral.");
    public static readonly Refusal OfItself = new("referral-of-itself", 422, "Nobody refers to themselves: the opportunity is the customer's own.");
}
