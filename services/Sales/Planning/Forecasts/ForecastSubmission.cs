using Funnel.ServiceDefaults;

namespace Funnel.Sales.Forecasts;

public enum ForecastSubmissionKind
{
    /// <summary>The representative's own forecast.</summary>
    Submission,

    /// <summary>A manager's forecast, which replaces that of a representative or of a team.</summary>
    Override,
}

/// <summary>A forecast that a person submits for a period, beside the forecast that Funnel computed at that time.</summary>
/// <remarks>
/// Submissions are never changed and never deleted; the latest one counts. Ownership alone does not decide who sees a submission:
/// a caller sees a team's submission if the caller sees every representative of the team (<see cref="VisibleHierarchy"/>).
/// </remarks>
[IsRecord]
internal sealed class ForecastSubmission
{
    public const int NoteLength = 2000;
    public const int ByLength = 200;

    private ForecastSubmission()
    {
    }

    public Guid Id { get; private init; }

    public string Period { get; private init; } = "";

    public ForecastSubmissionKind Kind { get; private init; }

    public Guid? RepresentativeId { get; private init; }

    public Guid? TeamId { get; private init; }

    public decimal CommitForecast { get; private init; }

    public decimal BestCaseForecast { get; private init; }

    /// <summary>The commit forecast that Funnel computed when this was submitted.</summary>
    public decimal ComputedCommitForecast { get; private init; }

    public decimal ComputedBestCaseForecast { get; private init; }

    public string? Note { get; private init; }

    /// <summary>The name of the person or API client that submitted it.</summary>
    public string By { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public ExpectedForecast Expected => new(CommitForecast, BestCaseForecast);

    public static Result<ForecastSubmission> Create(
        ForecastSubmissionTerms terms, string currency, ForecastFigures computed, string by, DateTimeOffset now)
    {
        var (commit, bestCase) = terms.Expected;
        if (Money.Of(commit, currency).IsRefused(out var refusal, out var sure)
            || Money.Of(bestCase, currency).IsRefused(out refusal, out var possible))
        {
            return refusal;
        }

        if (bestCase < commit)
        {
            return ForecastRefusals.BestCaseBelowCommit.Because(
                $"`bestCaseForecast` is {bestCase}, which is less than `commitForecast`, {commit}. It must be at least {commit}.");
        }

        return new ForecastSubmission
        {
            Id = Guid.CreateVersion7(now),
            Period = terms.Period,
            Kind = terms.Kind,
            RepresentativeId = terms.RepresentativeId,
            TeamId = terms.TeamId,
            CommitForecast = sure.Amount,
            BestCaseForecast = possible.Amount,
            ComputedCommitForecast = computed.CommitForecast,
            ComputedBestCaseForecast = computed.BestCaseForecast,
            Note = terms.Note,
            By = by.Length > ByLength ? by[..ByLength] : by,
            At = now,
        };
    }
}

/// <summary>The content of a submission. It names a representative or a team, not both.</summary>
internal sealed record ForecastSubmissionTerms(
    string Period, ForecastSubmissionKind Kind, Guid? RepresentativeId, Guid? TeamId, ExpectedForecast Expected, string? Note);
