using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Reasons;

internal static class RetireReason
{
    public static readonly Refusal NotFound = new("reason-not-found", 404, "The reason does not exist.");

    public static async Task<Results<Ok<ReasonResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(Reason.KindPattern)] string kind, [RegularExpression(Reason.CodePattern)] string code,
        SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await Find(db, kind, code, cancellation) is not { } reason)
        {
            return NotFound.ToProblem();
        }

        reason.Retire(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ReasonResponse.Of(reason));
    }

    public static ValueTask<Reason?> Find(SalesDb db, string kind, string code, CancellationToken cancellation) =>
        db.Reasons.FindAsync([Enum.Parse<ReasonKind>(kind, true), code], cancellation);
}
