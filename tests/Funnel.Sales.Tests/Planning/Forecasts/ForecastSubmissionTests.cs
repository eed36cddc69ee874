using Funnel.Sales.Forecasts;

namespace Funnel.Sales.Tests.Forecasts;

public sealed class ForecastSubmissionTests
{
    private static readonly ForecastFigures Computed = new(50, 100, 150, 200, 170, 4);

    [Fact]
    public void A_submission_keeps_the_computed_forecast_beside_the_expected_one()
    {
        var representative = Guid.CreateVersion7();
        var submission = Create(170, 310, representative).Value!;
        Assert.Equal(new ExpectedForecast(170, 310), submission.Expected);
        Assert.Equal((150m, 300m), (submission.ComputedCommitForecast, submission.ComputedBestCaseForecast));
        Assert.Equal((ForecastSubmissionKind.Submission, (Guid?)representative, (Guid?)null, "Ana", DealSamples.Now),
            (submission.Kind, submission.RepresentativeId, submission.TeamId, submission.By, submission.At));
    }

    [Theory]
    [InlineData(-1, 1, "amount-out-of-range")]
    [InlineData(1, 1.001, "amount-too-precise")]
    [InlineData(2, 1, "best-case-below-commit")]
    public void A_wrong_amount_is_refused(double commit, double bestCase, string code) =>
        Assert.Equal(code, Create((decimal)commit, (decimal)bestCase).Refusal!.Code);

    [Fact]
    public void The_refusal_of_a_low_best_case_says_what_is_accepted() => Assert.Equal(
        "`bestCaseForecast` is 1, which is less than `commitForecast`, 2. It must be at least 2.", Create(2, 1).Refusal!.Detail);

    [Fact]
    public void A_long_name_is_cut() =>
        Assert.Equal(ForecastSubmission.ByLength, Create(1, 1, by: new string('a', 300)).Value!.By.Length);

    private static Result<ForecastSubmission> Create(decimal commit, decimal bestCase, Guid? representative = null, string by = "Ana") =>
        ForecastSubmission.Create(
            new("2026-07", ForecastSubmissionKind.Submission, representative ?? Guid.CreateVersion7(), null, new(commit, bestCase), null),
            "EUR", Computed, by, DealSamples.Now);
}
