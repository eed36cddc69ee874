using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Sla;

/// <summary>Removes an SLA policy. Running clocks keep their times.</summary>
internal static class RemoveSlaPolicy
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [MaxLength(SlaPolicy.CodeLength)] string code, SalesDb db, CancellationToken cancellation)
    {
        if (await db.SlaPolicies.FindAsync([code], cancellation) is not { } policy)
        {
            return SlaRefusals.PolicyNotFound(code).ToProblem();
        }

        db.Remove(policy);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }
}
