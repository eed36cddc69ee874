using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <summary>The forecast of a period, for the deals that the caller may see.</summary>
/// <param name="First">The period's first day.</param>
/// <param name="Last">The period's last day.</param>
/// <param name="Currency">The reporting currency of all figures.</param>
/// <param name="AsOf">The day of the snapshot. Null if the figures are those of the current state.</param>
/// <param name="Teams">The teams of which the caller sees every representative, including the teams below.</param>
/// <param name="Total">The sum of all deals that the caller may see, including deals without an owner.</param>
/// <param name="Unconverted">Amounts that are missing in the figures, because their currency has no exchange rate.</param>
public sealed record ForecastResponse(
    string Period, DateOnly First, DateOnly Last, string Currency, DateOnly? AsOf,
    IReadOnlyList<RepresentativeForecast> Representatives, IReadOnlyList<TeamForecast> Teams,
    [property: Amount] ForecastFigures Total, IReadOnlyList<UnconvertedAmount> Unconverted);

/// <param name="OwnerId">Null for the deals without an owner.</param>
/// <param name="Figures">The figures that Funnel computes from the opportunities.</param>
/// <param name="Submitted">The representative's latest submission.</param>
/// <param name="Override">The latest override by a manager.</param>
/// <param name="Expected">The forecast that counts: the override, else the submission, else the figures.</param>
public sealed record RepresentativeForecast(
    Guid? OwnerId, string? Name, Guid? TeamId, [property: Amount] ForecastFigures Figures,
    [property: Amount] ForecastSubmissionResponse? Submitted, [property: Amount] ForecastSubmissionResponse? Override,
        [property: Amount] ExpectedForecast Expected) : IOwned;

/// <param name="Figures">The sum of the figures of the team's representatives and of the teams below.</param>
/// <param name="Override">The latest override of the whole team by a manager.</param>
/// <param name="Expected">
/// The forecast that counts: the override, else the sum of the expected forecasts of the representatives and of the teams below.
/// </param>
public sealed record TeamForecast(
    Guid TeamId, string Code, string Name, Guid? ParentId, [property: Amount] ForecastFigures Figures,
    [property: Amount] ForecastSubmissionResponse? Override, [property: Amount] ExpectedForecast Expected);

/// <summary>The two cumulative forecasts that count for a representative or a team.</summary>
public sealed record ExpectedForecast([property: Amount] decimal CommitForecast, [property: Amount] decimal BestCaseForecast)
{
    public static ExpectedForecast operator +(ExpectedForecast one, ExpectedForecast other) =>
        new(one.CommitForecast + other.CommitForecast, one.BestCaseForecast + other.BestCaseForecast);
}

internal static class GetForecast
{
    public static async Task<Results<Ok<ForecastResponse>, ProblemHttpResult>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, IOptions<ForecastOptions> options,
            CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation,
        [Description("The day whose snapshot is shown. Defaults to the current state.")] DateOnly? asOf = null)
    {
        if (asOf is { } day && !await db.ForecastDays.AnyAsync(taken => taken.Day == day, cancellation))
        {
            return ForecastRefusals.NoSnapshotOn("asOf", day).ToProblem();
        }

        var (of, setting) = (ForecastPeriod.Of(period), options.Value);
        var forecast = await ForecastByOwner.Load(db, of, asOf, setting, converter, clock.GetUtcNow(), cancellation);
        var hierarchy = await VisibleHierarchy.Load(db, cancellation);
        // A snapshot shows the submissions until the end of its day.
        DateTimeOffset? until = asOf is { } shown ? ForecastPeriod.EndOf(shown, setting.Zone) : null;
        var submissions = await db.ForecastSubmissions.AsNoTracking()
            .Where(submission => submission.Period == period && (until == null || submission.At < until))
            .OrderBy(submission => submission.Id).ToListAsync(cancellation);
        return TypedResults.Ok(Of(of, setting.Currency, asOf, forecast, hierarchy, submissions));
    }

    private static ForecastResponse Of(
        ForecastPeriod period, string currency, DateOnly? asOf, ForecastByOwner forecast, VisibleHierarchy hierarchy,
        List<ForecastSubmission> submissions)
    {
        var representatives = hierarchy.Representatives
            .Select(person => OfRepresentative(person.Id, person.Name, person.TeamId, forecast.Of(person.Id))).ToList();
        var expected = representatives.ToDictionary(line => line.OwnerId!.Value, line => line.Expected);
        var teams = hierarchy.Teams.Select(team => new TeamForecast(team.Id, team.Code, team.Name, team.ParentId,
            hierarchy.RollUp.Sum(team.Id, ForecastFigures.Zero, (sum, more) => sum + more, forecast.Of, _ => null),
            Response(OverrideOf(team.Id)),
            hierarchy.RollUp.Sum(
                team.Id, new ExpectedForecast(0, 0), (sum, more) => sum + more, person => expected[person],
                one => OverrideOf(one)?.Expected)));
        if (forecast.Unowned.Deals > 0)
        {
            representatives.Add(OfRepresentative(null, null, null, forecast.Unowned));
        }

        return new(period.Code, period.First, period.Last, currency, asOf, representatives, [.. teams], forecast.Total,
            forecast.Unconverted);

        RepresentativeForecast OfRepresentative(Guid? owner, string? name, Guid? team, ForecastFigures figures)
        {
            var submitted = Latest(owner, ForecastSubmissionKind.Submission);
            var overridden = Latest(owner, ForecastSubmissionKind.Override);
            return new(owner, name, team, figures, Response(submitted), Response(overridden),
                (overridden ?? submitted)?.Expected ?? new(figures.CommitForecast, figures.BestCaseForecast));
        }

        ForecastSubmission? Latest(Guid? owner, ForecastSubmissionKind kind) => owner is null
            ? null
            : submissions.FindLast(submission => submission.RepresentativeId == owner && submission.Kind == kind);

        ForecastSubmission? OverrideOf(Guid team) => submissions.FindLast(submission => submission.TeamId == team);

        static ForecastSubmissionResponse? Response(ForecastSubmission? submission) =>
            submission is null ? null : ForecastSubmissionResponse.Of(submission);
    }
}
