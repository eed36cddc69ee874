using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Currencies;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <param name="CommitForecast">In the reporting currency, two decimals: what will be won for certain, with what has been won.</param>
/// <param name="BestCaseForecast">What will be won if all goes well; not less than the former.</param>
/// <param name="RepresentativeId">Whose forecast it is; the caller's own where it is absent.</param>
public sealed record SubmitForecastRequest(
    decimal CommitForecast, decimal BestCaseForecast, Guid? RepresentativeId = null, [property: MaxLength(Judgement.NoteLength)] string? Note = null);

/// <param name="CommitForecast">In the reporting currency, two decimals: what will be won for certain, with what has been won.</param>
/// <param name="BestCaseForecast">What will be won if all goes well; not less than the former.</param>
/// <param name="RepresentativeId">Whose forecast is overridden,</param>
/// <param name="TeamId">or which team's: exactly one of them.</param>
/// <param name="Note">Why.</param>
public sealed record OverrideForecastRequest(
    decimal CommitForecast, decimal BestCaseForecast, [property: Required, MaxLength(Judgement.NoteLength)] string Note,
    Guid? RepresentativeId = null, Guid? TeamId = null);

/// <summary>What somebody expects, beside what the figures said when they said it.</summary>
/// <param name="By">Who.</param>
public sealed record JudgementResponse(
    Guid Id, JudgementKind Kind, Guid? RepresentativeId, Guid? TeamId, [property: Amount] decimal CommitForecast, [property: Amount] decimal BestCaseForecast,
    [property: Amount] decimal ComputedCommitForecast, [property: Amount] decimal ComputedBestCaseForecast, string? Note, string By, DateTimeOffset At)
{
    internal static JudgementResponse? Of(Judgement? judgement) => judgement is null ? null : new(
        judgement.Id, judgement.Kind, judgement.RepresentativeId, judgement.TeamId, judgement.CommitForecast, judgement.BestCaseForecast,
        judgement.ComputedCommitForecast, judgement.ComputedBestCaseForecast, judgement.Note, judgement.By, judgement.At);
}

/// <summary>In the order in which they were made.</summary>
public sealed record JudgementsResponse(IReadOnlyList<JudgementResponse> Items);

/// <summary>Submits and overrides: both add to what was said before.</summary>
internal static class Judge
{
    public static async Task<Results<Created<JudgementResponse>, ProblemHttpResult>> Submit(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SubmitForecastRequest request, ClaimsPrincipal caller,
        SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        if ((request.RepresentativeId ?? db.Sight.Self) is not { } person)
        {
            return ForecastRefusals.OfWhom.ToProblem();
        }

        if (person != db.Sight.Self && !caller.May(Access.SalesManagement))
        {
            return ForecastRefusals.NotYours.ToProblem();
        }

        return await Make(period, JudgementKind.Submission, person, null, request.CommitForecast, request.BestCaseForecast, request.Note, caller, db, options.Value, converter, clock, cancellation);
    }

    public static async Task<Results<Created<JudgementResponse>, ProblemHttpResult>> Override(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, OverrideForecastRequest request, ClaimsPrincipal caller,
        SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation) =>
        request.RepresentativeId is null == request.TeamId is null
            ? ForecastRefusals.OfWhom.ToProblem()
            : await Make(period, JudgementKind.Override, request.RepresentativeId, request.TeamId, request.CommitForecast, request.BestCaseForecast, request.Note,
                caller, db, options.Value, converter, clock, cancellation);

    public static async Task<Ok<JudgementsResponse>> List(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, CancellationToken cancellation)
    {
        var hierarchy = await Hierarchy.Load(db, cancellation);
        var judged = await db.Judgements.AsNoTracking().Where(judgement => judgement.Period == period).OrderBy(judgement => judgement.Id).ToListAsync(cancellation);
        return TypedResults.Ok(new JudgementsResponse(
            [.. judged.Where(judgement => hierarchy.Sees(judgement.RepresentativeId, judgement.TeamId)).Select(judgement => JudgementResponse.Of(judgement)!)]));
    }

    private static async Task<Results<Created<JudgementResponse>, ProblemHttpResult>> Make(
        string period, JudgementKind kind, Guid? person, Guid? team, decimal commit, decimal bestCase, string? note, ClaimsPrincipal caller,
        SalesDb db, ForecastOptions options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (Money.Of(commit, options.Currency).IsRefused(out var refusal, out _) || Money.Of(bestCase, options.Currency).IsRefused(out refusal, out _))
        {
            return refusal.ToProblem();
        }

        if (bestCase < commit)
        {
            return ForecastRefusals.BestCaseBelowCommit.ToProblem();
        }

        var hierarchy = await Hierarchy.Load(db, cancellation);
        if (!hierarchy.Sees(person, team))
        {
            return (team is null ? TeamRefusals.NotFound : TeamRefusals.TeamNotFound).ToProblem();
        }

        var basis = await ForecastBasis.Load(db, ForecastPeriod.Of(period), null, options, converter, now, cancellation);
        var computed = team is { } whole
            ? hierarchy.RollUp.PeopleOf(whole).Select(one => basis.Owned.GetValueOrDefault(one, ForecastFigures.Zero)).Aggregate(ForecastFigures.Zero, (sum, more) => sum + more)
            : basis.Owned.GetValueOrDefault(person!.Value, ForecastFigures.Zero);
        var actor = Actor.Of(caller)!;
        var judgement = Judgement.Make(period, kind, person, team, commit, bestCase, computed, note, actor.Name ?? actor.Id, now);
        db.Add(judgement);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/forecasts/{period}/judgements", JudgementResponse.Of(judgement)!);
    }
}
