using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Team;

internal static class GetRepresentative
{
    public static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db,
        CancellationToken cancellation) =>
        await db.Representatives.FindAsync([id], cancellation) is { } person
            ? TypedResults.Ok(RepresentativeResponse.Of(person))
            : TeamRefusals.NotFound.ToProblem();
}
