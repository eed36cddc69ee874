using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Team;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotas;

/// <param name="Period">A month such as <c>2026-07</c> or a quarter such as <c>2026-Q3</c>.</param>
/// <param name="Amount">The amount to win in the period, 0 to 1,000,000,000,000. In the reporting currency.</param>
/// <param name="RepresentativeId">The representative. Leave it out for the quota of a team or of the company.</param>
/// <param name="TeamId">The team, including the teams below it. Leave it out for the quota of a representative or of the company.</param>
/// <param name="ProductId">The product that counts. Defaults to all products.</param>
public sealed record SetQuotaRequest(
    [property: Required, RegularExpression(ForecastPeriod.Pattern)] string Period, decimal Amount, Guid? RepresentativeId = null,
        Guid? TeamId = null,
    Guid? ProductId = null);

internal static class SetQuota
{
    public static async Task<Results<Created<QuotaResponse>, Ok<QuotaResponse>, ProblemHttpResult>> Handle(
        SetQuotaRequest request, SalesDb db, IOptions<ForecastOptions> options, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.RepresentativeId is not null && request.TeamId is not null)
        {
            return QuotaRefusals.RepresentativeAndTeam.Because(
                $"`representativeId` is '{request.RepresentativeId}' and `teamId` is '{request.TeamId}'. Give at most one of them.")
                    .ToProblem();
        }

        if (Money.Of(request.Amount, options.Value.Currency).IsRefused(out var refusal, out var money))
        {
            return refusal.ToProblem();
        }

        var hierarchy = await VisibleHierarchy.Load(db, cancellation);
        var isVisible = request.RepresentativeId is null && request.TeamId is null
            ? db.Sight.SeesAll
            : hierarchy.Sees(request.RepresentativeId, request.TeamId);
        if (!isVisible)
        {
            return (request.RepresentativeId is null ? TeamRefusals.TeamNotFound : TeamRefusals.NotFound).ToProblem();
        }

        if (request.ProductId is { } product && !await db.Products.AnyAsync(known => known.Id == product, cancellation))
        {
            return QuotaRefusals.UnknownProduct(product).ToProblem();
        }

        var quota = await db.Quotas.SingleOrDefaultAsync(known => known.Period == request.Period
            && known.RepresentativeId == request.RepresentativeId && known.TeamId == request.TeamId
            && known.ProductId == request.ProductId, cancellation);
        var isNew = quota is null;
        if (quota is null)
        {
            quota = Quota.Create(request.Period, request.RepresentativeId, request.TeamId, request.ProductId, money.Amount,
                clock.GetUtcNow());
            db.Add(quota);
        }
        else
        {
            quota.ChangeAmount(money.Amount);
        }

        await db.SaveChangesAsync(cancellation);
        var answer = QuotaResponse.Of(quota, options.Value.Currency);
        return isNew ? TypedResults.Created($"/api/sales/v1/quotas/{quota.Id}", answer) : TypedResults.Ok(answer);
    }
}
