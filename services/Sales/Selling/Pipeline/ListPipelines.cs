using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

public sealed record PipelinesResponse(IReadOnlyList<PipelineResponse> Items);

internal static class ListPipelines
{
    public static async Task<Ok<PipelinesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var pipelines = await db.Pipelines.AsNoTracking().OrderBy(pipeline => pipeline.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new PipelinesResponse([.. pipelines.Select(PipelineResponse.Of)]));
    }
}
