using Funnel.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Funnel.Marketing.Touches;

/// <param name="Id">The touch.</param>
/// <param name="Channel">As given, or as derived; absent where nothing tells it.</param>
/// <param name="IsNew">False where the same id was recorded before: nothing was written.</param>
public sealed record RecordTouchResponse(Guid Id, Guid LeadId, string? Channel, bool IsNew);

/// <summary>Records one touch: a batch of one.</summary>
internal static class RecordTouch
{
    public static async Task<Results<Created<RecordTouchResponse>, Ok<RecordTouchResponse>, ProblemHttpResult>> Handle(
        RecordTouchRequest request, RequestSql statements, Outbox outbox, TimeProvider clock, CancellationToken cancellation)
    {
        var outcome = (await RecordTouches.Record([request], statements, outbox, clock.GetUtcNow(), cancellation))[0];
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var touch = outcome.Touch!;
        var response = new RecordTouchResponse(touch.Id, touch.LeadId, touch.Channel, outcome.IsNew);
        return outcome.IsNew ? TypedResults.Created($"/api/marketing/v1/touches/{touch.Id}", response) : TypedResults.Ok(response);
    }
}
