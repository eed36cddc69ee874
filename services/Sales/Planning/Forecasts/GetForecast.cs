using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <summary>What is expected of a period, of those whose records the caller sees.</summary>
/// <param name="First">The period's first day.</param>
/// <param name="Last">The period's last day.</param>
/// <param name="Currency">The reporting currency, of all figures.</param>
/// <param name="AsOf">The day of the snapshot; absent where it is as things are now.</param>
/// <param name="Teams">Those that the caller sees everybody in, and below.</param>
/// <param name="Total">Of all that the caller sees, also of what nobody owns.</param>
/// <param name="Unconverted">Amounts that are in no figure, because their currency has no rate: unknown, never 0.</param>
public sealed record ForecastResponse(
    string Period, DateOnly First, DateOnly Last, string Currency, DateOnly? AsOf,
    IReadOnlyList<RepresentativeForecast> Representatives, IReadOnlyList<TeamForecast> Teams,
    [property: Amount] ForecastFigures Total, IReadOnlyList<UnconvertedAmount> Unconverted);

/// <param name="OwnerId">Absent for what nobody owns.</param>
/// <param name="Figures">As the opportunities say.</param>
/// <param name="Submitted">The representative's own latest judgement.</param>
/// <param name="Override">The manager's latest judgement; the others stay beside it.</param>
/// <param name="Expected">The override where there is one, else what was submitted, else the figures.</param>
public sealed record RepresentativeForecast(
    Guid? OwnerId, string? Name, Guid? TeamId, [property: Amount] ForecastFigures Figures,
    [property: Amount] JudgementResponse? Submitted, [property: Amount] JudgementResponse? Override, [property: Amount] ExpectedForecast Expected) : IOwned;

/// <param name="Figures">The sum of its representatives' and of the teams' below.</param>
/// <param name="Override">A manager's latest judgement of the whole team; the sum stays beside it.</param>
/// <param name="Expected">The override where there is one, else the sum of what is expected of its representatives and of the teams below.</param>
public sealed record TeamForecast(
    Guid TeamId, string Code, string Name, Guid? ParentId, [property: Amount] ForecastFigures Figures,
    [property: Amount] JudgementResponse? Override, [property: Amount] ExpectedForecast Expected);

/// <summary>The two cumulative forecasts as somebody stands for them.</summary>
public sealed record ExpectedForecast([property: Amount] decimal CommitForecast, [property: Amount] decimal BestCaseForecast)
{
    public static ExpectedForecast operator +(ExpectedForecast one, ExpectedForecast other) =>
        new(one.CommitForecast + other.CommitForecast, one.BestCaseForecast + other.BestCaseForecast);
}

internal static class GetForecast
{
    public static async Task<Results<Ok<ForecastResponse>, ProblemHttpResult>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation,
        [Description("A day whose snapshot is shown; as things are now where it is absent.")] DateOnly? asOf = null)
    {
        if (asOf is { } day && !await db.ForecastDays.AnyAsync(taken => taken.Day == day, cancellation))
        {
            return ForecastRefusals.NoSnapshot.Because($"{day:yyyy-MM-dd} has none.").ToProblem();
        }

        var (of, setting) = (ForecastPeriod.Of(period), options.Value);
        var basis = await ForecastBasis.Load(db, of, asOf, setting, converter, clock.GetUtcNow(), cancellation);
        var hierarchy = await Hierarchy.Load(db, cancellation);
        // What was known then: judgements until the end of that day.
        DateTimeOffset? until = asOf is { } shown ? ForecastPeriod.EndOf(shown, setting.Zone) : null;
        var judged = await db.Judgements.AsNoTracking().Where(judgement => judgement.Period == period && (until == null || judgement.At < until))
            .OrderBy(judgement => judgement.Id).ToListAsync(cancellation);
        return TypedResults.Ok(Of(of, setting.Currency, asOf, basis, hierarchy, judged));
    }

    private static ForecastResponse Of(
        ForecastPeriod period, string currency, DateOnly? asOf, ForecastBasis basis, Hierarchy hierarchy, List<Judgement> judged)
    {
        var people = hierarchy.People.Select(person => Line(person.Id, person.Name, person.TeamId, basis.Owned.GetValueOrDefault(person.Id, ForecastFigures.Zero))).ToList();
        var expected = people.ToDictionary(line => line.OwnerId!.Value, line => line.Expected);
        var teams = hierarchy.Teams.Select(team => new TeamForecast(team.Id, team.Code, team.Name, team.ParentId,
            hierarchy.RollUp.Sum(team.Id, ForecastFigures.Zero, (sum, more) => sum + more, person => basis.Owned.GetValueOrDefault(person, ForecastFigures.Zero), _ => null),
            JudgementResponse.Of(OfTeam(team.Id)),
            hierarchy.RollUp.Sum(team.Id, new ExpectedForecast(0, 0), (sum, more) => sum + more, person => expected[person], one => OfTeam(one) is { } judgement ? judgement.Expected : null)));
        if (basis.Unowned.Deals > 0)
        {
            people.Add(Line(null, null, null, basis.Unowned));
        }

        return new(period.Code, period.First, period.Last, currency, asOf, people, [.. teams], basis.Total, basis.Unconverted);

        RepresentativeForecast Line(Guid? owner, string? name, Guid? team, ForecastFigures figures)
        {
            var submitted = judged.FindLast(judgement => owner is not null && judgement.RepresentativeId == owner && judgement.Kind == JudgementKind.Submission);
            var instead = judged.FindLast(judgement => owner is not null && judgement.RepresentativeId == owner && judgement.Kind == JudgementKind.Override);
            return new(owner, name, team, figures, JudgementResponse.Of(submitted), JudgementResponse.Of(instead),
                (instead ?? submitted)?.Expected ?? new(figures.CommitForecast, figures.BestCaseForecast));
        }

        Judgement? OfTeam(Guid team) => judged.FindLast(judgement => judgement.TeamId == team);
    }
}
