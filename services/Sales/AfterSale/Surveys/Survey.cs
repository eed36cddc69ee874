using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Surveys;

/// <summary>A survey asks one contact of a customer how likely they are to recommend us. It is answered once, by a signed link.</summary>
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

    /// <summary>0 to 10. Promoters answer 9 or 10, detractors 0 to 6.</summary>
    public int? Score { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>The time of the follow-up on the answer.</summary>
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

    /// <summary>Checks that the survey can be answered.</summary>
    public Result CheckOpen(DateTimeOffset now) =>
        AnsweredAt is { } answered ? SurveyRefusals.AnsweredAlready(answered)
        : now >= ExpiresAt ? SurveyRefusals.HasExpired(ExpiresAt)
        : Result.Done;

    public Result Answer(int score, string? comment, DateTimeOffset now)
    {
        var check = CheckOpen(now);
        if (check.Refusal is null)
        {
            (Score, Comment, AnsweredAt, Version) = (score, string.IsNullOrWhiteSpace(comment) ? null : comment, now, Version + 1);
        }

        return check;
    }

    /// <summary>Records the follow-up on the answer. The first time counts.</summary>
    public Result FollowUp(string note, DateTimeOffset now)
    {
        if (AnsweredAt is null)
        {
            return SurveyRefusals.NotAnswered;
        }

        if (ActedOnAt is null)
        {
            (ActedOnAt, ActedOnNote, Version) = (now, note, Version + 1);
        }

        return Result.Done;
    }
}
