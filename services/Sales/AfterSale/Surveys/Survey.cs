using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Surveys;

/// <summary>The question to one person at a customer how likely they are to recommend us, answered once by a signed link.</summary>
internal sealed class Survey : IVersioned
{
    public const int Highest = 10;
    public const int LowestPromoter = 9;
    public const int HighestDetractor = 6;
    public const int CommentLength = 2000;

    private Survey()
    {
    }

    public Guid Id { get; private init; }

    public Guid CustomerId { get; private init; }

    public Guid ContactId { get; private init; }

    public DateTimeOffset SentAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>0 to 10: 9 and 10 promote, 0 to 6 detract.</summary>
    public int? Score { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>When somebody of ours did something about the answer.</summary>
    public DateTimeOffset? ActedOnAt { get; private set; }

    public string? ActedOnNote { get; private set; }

    public int Version { get; private set; }

    public static Survey Send(Guid customer, Guid contact, DateTimeOffset now, int days) => new()
    {
        Id = Guid.CreateVersion7(now),
        CustomerId = customer,
        ContactId = contact,
        SentAt = now,
        ExpiresAt = now.AddDays(days),
    };

    public Refusal? RefuseAnswer(DateTimeOffset now) =>
        AnsweredAt is not null ? SurveyRefusals.Answered
        : now >= ExpiresAt ? SurveyRefusals.Expired
        : null;

    public Refusal? Answer(int score, string? comment, DateTimeOffset now)
    {
        if (RefuseAnswer(now) is { } refusal)
        {
            return refusal;
        }

        (Score, Comment, AnsweredAt, Version) = (score, string.IsNullOrWhiteSpace(comment) ? null : comment, now, Version + 1);
        return null;
    }

    /// <returns>Why nothing can have been done about it, or null.</returns>
    public Refusal? ActOn(string note, DateTimeOffset now)
    {
        if (AnsweredAt is null)
        {
            return SurveyRefusals.NotAnswered;
        }

        if (ActedOnAt is null)
        {
            (ActedOnAt, ActedOnNote, Version) = (now, note, Version + 1);
        }

        return null;
    }
}
