using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotas;

/// <param name="Period">A month such as <c>2026-07</c> or a quarter such as <c>2026-Q3</c>.</param>
/// <param name="Amount">To be won in the period, in the reporting currency; two decimals, 0 to 1,000,000,000,000.</param>
/// <param name="RepresentativeId">Whose quota it is,</param>
/// <param name="TeamId">or which team's, with those below it; the company's where neither is named.</param>
/// <param name="ProductId">Of which product; of all that is sold where it is absent.</param>
public sealed record SetQuotaRequest(
    [property: Required, RegularExpression(ForecastPeriod.Pattern)] string Period, decimal Amount, Guid? RepresentativeId = null, Guid? TeamId = null,
    Guid? ProductId = null);

internal static class SetQuota
{
    private static readonly Refusal NamedTwice = new("quota-of-whom", 422, "A quota is that of a representative or of a team, not of both.");

    private static readonly Refusal ProductUnknown = new("quota-product-unknown", 422, "There is no such product.");

    public static async Task<Results<Created<QuotaState>, Ok<QuotaState>, ProblemHttpResult>> Handle(
        SetQuotaRequest request, SalesDb db, IOptions<ForecastOptions> options, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.RepresentativeId is not null && request.TeamId is not null)
        {
            return NamedTwice.ToProblem();
        }

        if (Money.Of(request.Amount, options.Value.Currency).IsRefused(out var refusal, out var money))
        {
            return refusal.ToProblem();
        }

        var hierarchy = await Hierarchy.Load(db, cancellation);
        if (!hierarchy.Sees(request.RepresentativeId, request.TeamId) && !(db.Sight.SeesAll && request.RepresentativeId is null && request.TeamId is null))
        {
            return (request.RepresentativeId is null ? TeamRefusals.TeamNotFound : TeamRefusals.NotFound).ToProblem();
        }

        if (request.ProductId is { } product && !await db.Products.AnyAsync(known => known.Id == product, cancellation))
        {
            return ProductUnknown.Because($"'{product}' is none.").ToProblem();
        }

        var quota = await db.Quotas.SingleOrDefaultAsync(known => known.Period == request.Period
            && known.RepresentativeId == request.RepresentativeId && known.TeamId == request.TeamId && known.ProductId == request.ProductId, cancellation);
        var isNew = quota is null;
        if (quota is null)
        {
            quota = Quota.Set(request.Period, request.RepresentativeId, request.TeamId, request.ProductId, money.Amount, clock.GetUtcNow());
            db.Add(quota);
        }
        else
        {
            quota.Become(money.Amount);
        }

        await db.SaveChangesAsync(cancellation);
        var answer = QuotaState.Of(quota, options.Value.Currency);
        return isNew ? TypedResults.Created($"/api/sales/v1/quotas/{quota.Id}", answer) : TypedResults.Ok(answer);
    }
}
