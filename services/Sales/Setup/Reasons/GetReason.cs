using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Reasons;

internal static class GetReason
{
    public static async Task<Results<Ok<ReasonResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(Reason.KindPattern)] string kind, [RegularExpression(Reason.CodePattern)] string code, SalesDb db,
            CancellationToken cancellation) =>
        await RetireReason.Find(db, kind, code, cancellation) is { } reason
            ? TypedResults.Ok(ReasonResponse.Of(reason))
            : RetireReason.NotFound.ToProblem();
}
