using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Sla;

internal static class GetSlaPolicy
{
    public static async Task<Results<Ok<SlaPolicyResponse>, ProblemHttpResult>> Handle(
        [MaxLength(SlaPolicy.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await db.SlaPolicies.FindAsync([code], cancellation) is { } policy
            ? TypedResults.Ok(SlaPolicyResponse.Of(policy))
            : SlaRefusals.PolicyNotFound(code).ToProblem();
}
