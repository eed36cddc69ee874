using Funnel.Sales.Currencies;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Forecasts;

/// <summary>The common step of <see cref="SubmitForecast"/> and <see cref="OverrideForecast"/>.</summary>
internal static class RecordForecastSubmission
{
    public static async Task<Result<ForecastSubmission>> Record(
        ForecastSubmissionTerms terms, Actor actor, SalesDb db, ForecastOptions options, CurrencyConverter converter,
        DateTimeOffset now, CancellationToken cancellation)
    {
        var hierarchy = await VisibleHierarchy.Load(db, cancellation);
        if (!hierarchy.Sees(terms.RepresentativeId, terms.TeamId))
        {
            return terms.TeamId is null ? TeamRefusals.NotFound : TeamRefusals.TeamNotFound;
        }

        var forecast = await ForecastByOwner.Load(db, ForecastPeriod.Of(terms.Period), null, options, converter, now, cancellation);
        var computed = terms.TeamId is { } team
            ? hierarchy.RollUp.MembersOf(team).Select(forecast.Of).Aggregate(ForecastFigures.Zero, (sum, figures) => sum + figures)
            : forecast.Of(terms.RepresentativeId!.Value);
        if (ForecastSubmission.Create(terms, options.Currency, computed, actor.Name ?? actor.Id, now)
            .IsRefused(out var refusal, out var submission))
        {
            return refusal;
        }

        db.Add(submission);
        await db.SaveChangesAsync(cancellation);
        return submission;
    }
}
